const { readFileSync, rmSync, writeFileSync } = require('node:fs');
const esbuild = require('esbuild');
const { toNotices } = require('./build/notices.js');
const {
  exportModules,
  linkOutputs,
  pruneClient,
  reportBuilds,
  sharePackages,
  shareVscode,
  stubUnused,
} = require('./build/plugins.js');

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const outdir = process.argv.find((text) => text.startsWith('--outdir='))?.slice('--outdir='.length) ?? 'dist';

/** Every output file of the extension host with its entry point. Each is loaded when first needed. */
const outputs = {
  extension: 'src/extension.ts',
  cloud: 'src/cloud/createCloud.ts',
  transport: 'src/cloud/http/transport.ts',
  sdkCdn: 'src/cloud/cdn/sdk.ts',
  sdkDns: 'src/cloud/alidns/sdk.ts',
  sdkOss: 'src/cloud/oss/sdk.ts',
  sdkSts: 'src/cloud/sts/sdk.ts',
  alikeNames: 'src/core/text/alikeNames.ts',
  crc64: 'src/core/crc64.ts',
  prompts: 'src/host/prompts/promptUi.ts',
  acme: 'src/cloud/acme/client.ts',
  resolver: 'src/cloud/dns/resolver.ts',
  publicSuffix: 'src/cloud/publicSuffix.ts',
  signIn: 'src/features/account/signIn.ts',
  createAccessKey: 'src/features/account/createAccessKey.ts',
  lateRows: 'src/features/explorer/lateRows.ts',
  bucketCommands: 'src/features/explorer/bucketCommands.ts',
  onboardingCommands: 'src/features/onboarding/onboardingCommands.ts',
  onboardingForm: 'src/features/onboarding/startForm.ts',
  errorText: 'src/core/errorTexts/errorText.ts',
  presentError: 'src/host/errors/presentError.ts',
  questions: 'src/features/questions/questions.ts',
  onboardingSteps: 'src/core/onboarding/allSteps.ts',
  readPair: 'src/disk/readPair.ts',
  trackChanges: 'src/core/activity/trackChanges.ts',
  changeList: 'src/features/activity/changeList.ts',
  undoChange: 'src/features/activity/undoChange.ts',
  domainCommands: 'src/features/domains/domainCommands.ts',
  publishingFeature: 'src/features/publishing/publishingFeature.ts',
  neverUpload: 'src/core/publishing/mapping/neverUpload.ts',
  parseMapping: 'src/core/publishing/mapping/parseMapping.ts',
  editMapping: 'src/core/publishing/mapping/editMapping.ts',
  workspaceMapping: 'src/features/publishing/workspaceMapping.ts',
  objectCommands: 'src/features/objects/objectCommands.ts',
  downloads: 'src/disk/downloads.ts',
  refreshCommands: 'src/features/refresh/refreshCommands.ts',
  verification: 'src/features/verification/verification.ts',
  publishFolder: 'src/features/publishing/folder/publishFolder.ts',
  publishFolderHere: 'src/features/publishing/folder/publishFolderHere.ts',
  lostChanges: 'src/features/publishing/changes/lostChanges.ts',
  bucketDocument: 'src/features/publishing/bucketDocument.ts',
  readFiles: 'src/disk/readFiles.ts',
  listFiles: 'src/disk/listFiles.ts',
  secretForms: 'src/core/secretForms.ts',
  secretScan: 'src/core/publishing/secrets/secretScan.ts',
  publishEngine: 'src/core/publishing/engine/engine.ts',
  store: 'src/disk/store/fileStore.ts',
};

/** Output files that others import at start. */
const shared = ['questions', 'neverUpload', 'transport', 'crc64'];
/** Output files whose functions others import. The first call of one loads the file. */
const late = ['changeList', 'errorText', 'alikeNames', 'secretForms', 'secretScan'];

/** Modules with state for all output files, which import them from `extension.js`. A file of its own would be one more to load at activation. */
const held = ['src/core/l10n.ts', 'src/host/shown.ts'];

/** Packages that several SDKs use, each with an output file. */
const packages = {
  darabonba: '@darabonba/typescript',
  openApiCore: '@alicloud/openapi-core',
  teaTypescript: '@alicloud/tea-typescript',
  httpx: 'httpx',
};

/** The plugins of single output files. */
const ownPlugins = {
  extension: [exportModules(outputs.extension, held)],
  sdkCdn: [stubUnused({ keepGateway: false }), pruneClient('cdn20180510', outputs.sdkCdn)],
  sdkDns: [stubUnused({ keepGateway: false }), pruneClient('alidns20150109', outputs.sdkDns)],
  sdkOss: [stubUnused({ keepGateway: true }), pruneClient('oss20190517', outputs.sdkOss)],
  sdkSts: [stubUnused({ keepGateway: false })],
  ...Object.fromEntries(Object.keys(packages).map((name) => [name, [stubUnused({ keepGateway: false })]])),
};

const common = {
  bundle: true,
  minify: production,
  sourcemap: !production,
  legalComments: 'none',
  logLevel: 'warning',
  charset: 'utf8',
  // The vendor's generated models lose every parameter if class fields are defined instead of assigned.
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
};

const hostBuilds = Object.entries({ ...outputs, ...packages }).map(([name, source]) => ({
  ...common,
  entryPoints: { [name]: source },
  outdir,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode'],
  // Its main file is UMD, whose `require` calls are hidden from the bundler.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  // Lowers `import()` to a `require` at the time of the call.
  supported: { 'dynamic-import': false },
  plugins: [
    linkOutputs(outputs, { shared, late, held: name === 'extension' ? [] : held }),
    sharePackages(packages),
    shareVscode(),
    ...(ownPlugins[name] ?? []),
  ],
}));

const webviewBuild = {
  ...common,
  entryPoints: { page: 'src/webview/page.ts' },
  outdir: `${outdir}/webview`,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
};

/** Removes what esbuild writes for imports by ESM alone. All outputs are loaded by `require`. */
function dropExportNames(outputs) {
  for (const path of Object.keys(outputs))
    if (path.endsWith('.js'))
      writeFileSync(path, readFileSync(path, 'utf8').replace(/0&&\(module\.exports=\{[^}]*\}\);\s*$/, ''));
}

async function main() {
  rmSync(outdir, { recursive: true, force: true });
  const builds = [...hostBuilds, webviewBuild];
  if (!watch) {
    const results = await Promise.all(builds.map((options) => esbuild.build({ ...options, metafile: true })));
    for (const { metafile } of results) dropExportNames(metafile.outputs);
    writeFileSync(`${outdir}/ThirdPartyNotices.txt`, toNotices(results.map(({ metafile }) => metafile)));
    return;
  }
  // A watcher that reloads windows waits for this file, since the others change one after the other.
  const report = reportBuilds(builds.length, () => writeFileSync(`${outdir}/.built`, String(Date.now())));
  const watched = builds.map((options, index) => ({
    ...options,
    logLevel: 'silent',
    plugins: [...(options.plugins ?? []), report(index)],
  }));
  const contexts = await Promise.all(watched.map((options) => esbuild.context(options)));
  await Promise.all(contexts.map((context) => context.watch()));
}

main().catch(() => process.exit(1));
