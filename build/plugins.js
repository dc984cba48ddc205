const { readFile } = require('node:fs/promises');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const nothing = require.resolve('./stubs/nothing.js');

/**
 * Turns a dynamic import into a `require` of the output file of its source at run time. A source without an output file
 * is an error. `shared` files are imported normally, and no output file has a copy. Of `late` files only functions are
 * imported; the first call of one loads the file. `held` sources are imported from `extension.js`, which exports them.
 */
function linkOutputs(outputs, { shared, late, held }) {
  return {
    name: 'link-outputs',
    setup(build) {
      build.onLoad({ filter: /./, namespace: 'late' }, async ({ path: name }) => {
        const text = await readFile(path.join(root, outputs[name]), 'utf8');
        const names = [...text.matchAll(/^export (?:async )?function (\w+)/gm)].map(([, each]) => each);
        const load = `const load = () => require('./${name}.js');`;
        const exported = names.map((each) => `export const ${each} = (...given) => load().${each}(...given);`);
        return { contents: [load, ...exported].join('\n'), loader: 'js' };
      });
      build.onResolve({ filter: /^\.{1,2}\/.*\.js$/ }, ({ path: specifier, resolveDir, kind, namespace }) => {
        if (namespace === 'late') return { path: specifier, external: true };
        const source = path.relative(root, path.join(resolveDir, specifier)).replace(/\.js$/, '.ts');
        if (held.some((each) => path.normalize(each) === source)) return { path: './extension.js', external: true };
        const output = Object.keys(outputs).find((name) => path.normalize(outputs[name]) === source);
        if (late.includes(output)) return { path: output, namespace: 'late' };
        if (kind !== 'dynamic-import' && !shared.includes(output)) return undefined;
        if (!output)
          return { errors: [{ text: `Give ${source} an output file in esbuild.js, as it is loaded on demand` }] };
        return { path: `./${output}.js`, external: true };
      });
    },
  };
}

/** Lets an output file export all of these modules besides those of its entry point. */
function exportModules(entry, modules) {
  return {
    name: 'export-modules',
    setup(build) {
      build.onResolve({ filter: /./ }, ({ kind }) =>
        kind === 'entry-point' ? { path: entry, namespace: 'exports' } : undefined,
      );
      build.onLoad({ filter: /./, namespace: 'exports' }, () => ({
        contents: [entry, ...modules].map((file) => `export * from './${file}';`).join('\n'),
        resolveDir: root,
      }));
    },
  };
}

/** Resolves packages that several output files use to an output file each, so that none has a copy. */
function sharePackages(packages) {
  return {
    name: 'share-packages',
    setup(build) {
      build.onResolve({ filter: /^[^.]/ }, ({ path: specifier, kind }) => {
        const name = Object.keys(packages).find((each) => packages[each] === specifier);
        return name === undefined || kind === 'entry-point' ? undefined : { path: `./${name}.js`, external: true };
      });
    },
  };
}

/**
 * Imports `vscode` as one object. The bundler would otherwise copy its hundreds of properties for each importing file at
 * every activation.
 */
function shareVscode() {
  const whole = "import * as vscode from 'vscode';";
  return {
    name: 'share-vscode',
    setup(build) {
      build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path: file }) => {
        const text = await readFile(file, 'utf8');
        return text.includes(whole)
          ? { contents: text.replace(whole, "import vscode = require('vscode');"), loader: 'ts' }
          : undefined;
      });
    },
  };
}

/** Leaves out dependencies of the vendor's SDKs that this extension never reaches. `keepGateway` is for OSS. */
function stubUnused({ keepGateway }) {
  const stubs = {
    ws: nothing,
    'http-proxy-agent': nothing,
    'https-proxy-agent': nothing,
    'socks-proxy-agent': nothing,
    moment: nothing,
    'moment-timezone': nothing,
    kitx: nothing,
    debug: require.resolve('./stubs/debug.js'),
    lodash: require.resolve('./stubs/lodash.js'),
    '@alicloud/credentials': require.resolve('./stubs/credentials.js'),
    '@alicloud/gateway-pop': nothing,
    xml2js: nothing,
    ...(keepGateway ? {} : { '@alicloud/gateway-spi': nothing }),
  };
  return {
    name: 'stub-unused',
    setup(build) {
      build.onResolve({ filter: /^[^.]/ }, ({ path: specifier }) => {
        return Object.hasOwn(stubs, specifier) ? { path: stubs[specifier] } : undefined;
      });
      build.onResolve({ filter: /\/websocket(Utils)?$/ }, () => ({ path: nothing }));
    },
  };
}

/** Builds the vendor's client for `sdk` from its TypeScript source, with only the operations whose request types `entry` names. */
function pruneClient(sdk, entry) {
  const folder = path.join(root, 'node_modules', '@alicloud', sdk, 'src');
  return {
    name: 'prune-client',
    setup(build) {
      const client = path.join(folder, 'client.ts');
      build.onResolve({ filter: new RegExp(`^@alicloud/${sdk}$`) }, () => ({ path: client, sideEffects: false }));
      build.onLoad({ filter: new RegExp(`${sdk}[\\\\/]src[\\\\/]client\\.ts$`) }, async () => {
        const [source, text] = await Promise.all([readFile(client, 'utf8'), readFile(path.join(root, entry), 'utf8')]);
        const kept = new Set([...text.matchAll(/\b([A-Z]\w*)Request\b/g)].map(([, name]) => name.toLowerCase()));
        return { contents: withoutOperations(source, kept), loader: 'ts', resolveDir: folder };
      });
      build.onLoad({ filter: new RegExp(`${sdk}[\\\\/]src[\\\\/]models[\\\\/]`) }, async ({ path: file }) => ({
        contents: await readFile(file, 'utf8'),
        loader: 'ts',
      }));
    },
  };
}

/** Removes the methods of other operations. The generated source puts each between ` async name(` and ` }`. */
function withoutOperations(source, kept) {
  const method = /\n {2}async (\w+?)(?:WithOptions|Advance)?\([\s\S]*?\n {2}\}(?=\n)/g;
  return source.replace(method, (whole, name) => (kept.has(name.toLowerCase()) ? whole : ''));
}

/**
 * Reports the beginning and end of a watch build and its errors, in lines for the problem matcher of
 * `.vscode/tasks.json`. A change starts several of the `count` builds. The end is reported when none of them runs any
 * more, together with the errors of all. Calls `onDone` after an end without errors.
 */
function reportBuilds(count, onDone) {
  const running = new Set();
  const results = new Map();
  let hasBegun = false;
  const end = () => {
    hasBegun = false;
    const problems = [...results.values()].flat();
    for (const line of new Set(problems.map(({ line }) => line))) console.log(line);
    console.log('Build finished');
    if (!problems.some(({ severity }) => severity === 'error')) onDone();
  };
  return (name) => ({
    name: 'report-builds',
    setup(build) {
      build.onStart(() => {
        if (!hasBegun) console.log('Build started');
        hasBegun = true;
        running.add(name);
      });
      build.onEnd(({ errors, warnings }) => {
        results.set(name, [...errors.map(toProblem('error')), ...warnings.map(toProblem('warning'))]);
        running.delete(name);
        if (running.size === 0 && results.size === count) end();
      });
    },
  });
}

function toProblem(severity) {
  return ({ text, location }) => {
    const place = location ? `${location.file}:${location.line}:${location.column + 1}` : 'esbuild.js:1:1';
    return { severity, line: `${place}: ${severity}: ${text}` };
  };
}

module.exports = {
  exportModules,
  linkOutputs,
  reportBuilds,
  sharePackages,
  shareVscode,
  stubUnused,
  pruneClient,
};
