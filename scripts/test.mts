import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { bailVariable } from '../test/host/harness.js';
import { ensureChromium, ensurePebble, ensureVsCode, root } from './ensure.mjs';
import { tool } from './tools.mjs';

/** One part of a test run. */
interface Stage {
  readonly name: string;
  /** Whether `--quick` runs this stage too. */
  readonly quick?: boolean;
  /** Whether `npm test` runs the whole stage, or that part of it whose tests are not tagged as long; without it, nothing. */
  readonly short?: 'whole' | 'part';
  /** Whether the stage opens windows with the packaged extension, and fails without the package. */
  readonly needsPackage?: boolean;
  /** Whether the stage runs after all others, since its windows keep every processor busy. */
  readonly isAlone?: boolean;
  run(): Promise<StageResult>;
}

/** The result of a stage. A stage without tests of its own counts as one test. */
interface StageResult {
  readonly passed: number;
  readonly failed: number;
  readonly output: string;
  /** The failed tests, each by its file, full name and first line of its error. */
  readonly failures?: readonly string[];
}

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    /** Runs every test, instead of those that take five minutes together. */
    all: { type: 'boolean' },
    /** With `--all`, leaves out what a run without it has run. */
    rest: { type: 'boolean' },
    nightly: { type: 'boolean' },
    oldest: { type: 'boolean' },
    desktop: { type: 'boolean' },
    pictures: { type: 'boolean' },
    /** The names of the stages to run, separated by commas. */
    only: { type: 'string' },
    /** A part of a path: each suite runs only the test files whose paths contain this text. */
    file: { type: 'string' },
    /** Ends each suite at its first failure. This is enough to find out whether any test notices a change. */
    bail: { type: 'boolean' },
  },
});
const which = (['oldest', 'desktop'] as const).find((name) => options[name]) ?? 'current';
/** Which tests run: a choice that takes five minutes, all of them, or those of all that are not in the choice. */
const scope = options.rest ? 'rest' : options.all || options.nightly ? 'all' : 'short';

// Test processes read these variables.
process.env.OSS_CDN_VSCODE = which;
if (options.nightly) process.env.OSS_CDN_NIGHTLY = '1';
if (options.pictures) process.env.OSS_CDN_PICTURES = 'write';
if (options.bail) process.env[bailVariable] = '1';

/** The file with the short story of a user that runs without the other UI tests. */
const story = 'test/ui/story.test.ts';

/** All stages in the order in which they start: those on which others wait first, then those that take longest. */
const allStages: readonly Stage[] = [
  { ...commandStage('package', [process.execPath, '--import', 'tsx', 'scripts/package.mts']), short: 'whole' },
  vitestStage('unit', { isDivided: true }),
  vitestStage('contract', { isDivided: true }),
  { ...vitestStage('host'), needsPackage: true, short: 'whole' },
  { ...vitestStage('story', { project: 'ui', args: [story] }), needsPackage: true, short: 'whole' },
  { ...vitestStage('project'), quick: true, short: 'whole' },
  { ...commandStage('types', tool('tsc', '-p', '.'), tool('tsc', '-p', 'src/webview')), quick: true, short: 'whole' },
  { ...commandStage('lint and format', tool('biome', 'ci', '--error-on-warnings', '.')), quick: true, short: 'whole' },
  { ...commandStage('dead code', tool('knip')), quick: true, short: 'whole' },
  { ...vitestStage('ui', { args: [`--exclude=${story}`] }), needsPackage: true, isAlone: true },
];

/** Creates a stage that runs commands one after the other and passes if each exits with 0. */
function commandStage(name: string, ...commands: readonly (readonly string[])[]): Stage {
  const run = async () => {
    for (const command of commands) {
      const { code, output } = await runCommand(command);
      if (code !== 0) return { passed: 0, failed: 1, output };
    }
    return { passed: 1, failed: 0, output: '' };
  };
  return { name, run };
}

/** How a stage of tests differs from one that runs every test of the project of its name. */
interface VitestStage {
  readonly project?: string;
  readonly args?: readonly string[];
  /** Whether some of its tests are tagged as long. */
  readonly isDivided?: boolean;
}

/** Creates a stage that runs tests of the projects of `vitest.config.mts` whose names begin with `project`. */
function vitestStage(name: string, { project = name, args = [], isDivided }: VitestStage = {}): Stage {
  const chosen = [
    ...args,
    ...(isDivided ? extent(name) : []),
    ...(options.bail ? ['--bail=1'] : []),
    ...(options.file ? [options.file] : []),
  ];
  const run = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'oss-cdn-results-'));
    const report = join(folder, 'results.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const { code, output } = await runCommand(
      tool('vitest', 'run', '--project', `${project}*`, ...chosen, ...reporters),
    );
    const { passed, failed, failures } = readResults(report);
    rmSync(folder, { recursive: true });
    const broken = code !== 0 && failed === 0;
    const empty = passed + failed === 0;
    return { passed, failed: broken || empty ? failed + 1 : failed, output, failures };
  };
  return { name, run, ...(isDivided && { short: 'part' as const }) };
}

/** Returns the arguments with which a divided stage runs the tests of this scope. A file without tests of the scope should not even begin its work. */
function extent(name: string): readonly string[] {
  if (scope === 'all') return [];
  if (scope === 'short') return ['--tags-filter=!long'];
  const files = globSync(`test/${name}/**/*.test.ts`, { cwd: root });
  const tagged = files.filter((file) => readFileSync(join(root, file), 'utf8').includes('/support/sample.js'));
  return ['--tags-filter=long', ...tagged];
}

function runCommand([command = '', ...args]: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk;
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ code: 1, output: `${output}${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** The parts of the JSON report of Vitest that are read here. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

function readResults(report: string): Omit<Required<StageResult>, 'output'> {
  try {
    const results: VitestReport = JSON.parse(readFileSync(report, 'utf8'));
    const failures = results.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => `${relative(root, name)}: ${fullName}: ${firstLine(failureMessages)}`),
    );
    return { passed: results.numPassedTests, failed: results.numFailedTests, failures };
  } catch {
    return { passed: 0, failed: 0, failures: [] };
  }
}

function firstLine([message = '']: readonly string[] = []): string {
  return message.split('\n', 1)[0] ?? '';
}

function chosenStages(): readonly Stage[] {
  if (which !== 'current') return allStages.filter(({ name }) => name === 'package' || name === 'host');
  const only = options.only?.split(',');
  const stages = allStages.filter(({ name, quick }) => (only ? only.includes(name) : quick || !options.quick));
  if (scope === 'short') return stages.filter(({ short }) => short);
  // Windows need the package, which is not kept between runs.
  return scope === 'all' ? stages : stages.filter(({ name, short }) => short !== 'whole' || name === 'package');
}

/** Runs the stages three at a time, since most of them wait for long, and then those that run alone. */
async function runStages(stages: readonly Stage[]): Promise<readonly StageResult[]> {
  const results: StageResult[] = [];
  let tellPackaged = (_isPackaged: boolean) => {};
  const isPackaged = new Promise<boolean>((resolve) => {
    tellPackaged = resolve;
  });
  if (!stages.some(({ name }) => name === 'package')) tellPackaged(true);
  const work = async (queue: Stage[]) => {
    for (let stage = queue.shift(); stage; stage = queue.shift()) {
      const canRun = !stage.needsPackage || (await isPackaged);
      const result = await runStage(canRun ? stage : { ...stage, run: notPackaged });
      results.push(result);
      if (stage.name === 'package') tellPackaged(result.failed === 0);
    }
  };
  const together = stages.filter(({ isAlone }) => !isAlone);
  await Promise.all([work(together), work(together), work(together)]);
  await work(stages.filter(({ isAlone }) => isAlone));
  return results;
}

async function notPackaged(): Promise<StageResult> {
  return { passed: 0, failed: 1, output: 'Not run: package failed\n' };
}

async function runStage({ name, run }: Stage): Promise<StageResult> {
  const started = Date.now();
  const result = await run();
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (result.failed > 0) process.stdout.write(`\n${result.output}\n`);
  console.log(
    `${result.failed > 0 ? 'FAILED' : 'ok    '} ${name}: ${result.passed} passed, ${result.failed} failed (${seconds} s)`,
  );
  return result;
}

/** Removes the pictures of earlier UI tests, so that none is taken for a picture of this run. With `--file`, removes only the pictures of failures. */
function clearPictures(): void {
  const pictures = join(root, 'test/ui/.out');
  const names = existsSync(pictures) ? readdirSync(pictures) : [];
  for (const name of names.filter((each) => options.file === undefined || each.startsWith('failed-')))
    rmSync(join(pictures, name), { recursive: true });
}

async function main(): Promise<void> {
  ensureVsCode(which === 'oldest' ? 'oldest' : 'current');
  ensureChromium();
  ensurePebble();
  const stages = chosenStages();
  if (stages.some(({ name }) => name === 'ui')) clearPictures();
  const results = await runStages(stages);
  const sum = (key: 'passed' | 'failed') => results.reduce((total, result) => total + result[key], 0);
  // At the end of a long output, which is all that some services show.
  for (const failure of results.flatMap(({ failures = [] }) => failures)) console.log(`FAILED ${failure}`);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
}

void main();
