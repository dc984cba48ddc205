const { readFile } = require('node:fs/promises');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const nothing = require.resolve('./stubs/nothing.js');

/** Turns a dynamic import into a `require` of the output file of that source at that moment; one without an output file is a mistake. */
function linkOutputs(outputs) {
  return {
    name: 'link-outputs',
    setup(build) {
      build.onResolve({ filter: /^\.{1,2}\/.*\.js$/ }, ({ path: specifier, resolveDir, kind }) => {
        if (kind !== 'dynamic-import') return undefined;
        const source = path.relative(root, path.join(resolveDir, specifier)).replace(/\.js$/, '.ts');
        const output = Object.keys(outputs).find((name) => path.normalize(outputs[name]) === source);
        if (!output)
          return { errors: [{ text: `Give ${source} an output file in esbuild.js, as it is loaded on demand` }] };
        return { path: `./${output}.js`, external: true };
      });
    },
  };
}

/**
 * Takes `vscode` as it is wherever a file imports the whole of it: the bundler would copy its hundreds of properties
 * one by one into an object of each such file, at every activation.
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

/** Leaves out what the vendor's SDKs drag in and this extension never reaches; `keepGateway` for OSS, which is asked through one. */
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

/** The vendor's client for `sdk`, built from its TypeScript source with only the operations whose request type `entry` names. */
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

/** Drops the methods of operations that are not kept; the generated source puts each between `  async name(` and `  }`. */
function withoutOperations(source, kept) {
  const method = /\n {2}async (\w+?)(?:WithOptions|Advance)?\([\s\S]*?\n {2}\}(?=\n)/g;
  return source.replace(method, (whole, name) => (kept.has(name.toLowerCase()) ? whole : ''));
}

module.exports = { linkOutputs, shareVscode, stubUnused, pruneClient };
