import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bailVariable } from '../test/host/harness.js';
import { ensureChromium, ensurePebble, ensureVsCode, root } from './ensure.mjs';
import { tool } from './tools.mjs';

/** One part of a test run. */
interface Stage {
  readonly name: string;
  /** Part of the quick check too. */
  readonly quick?: boolean;
  /** Starts windows with the packaged extension. They need more than one processor: beside other work what they show comes late. */
  readonly windows?: boolean;
  run(): Promise<StageResult>;
}

/** How a stage ended: a stage without tests of its own counts as one. */
interface StageResult {
  readonly passed: number;
  readonly failed: number;
  readonly output: string;
}

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    nightly: { type: 'boolean' },
    oldest: { type: 'boolean' },
    desktop: { type: 'boolean' },
    pictures: { type: 'boolean' },
    /** The names of stages, with commas between them. */
    only: { type: 'string' },
    /** Of each suite only the test files whose path contains this. */
    file: { type: 'string' },
    /** Each suite ends at its first failure: enough for who only asks whether something is noticed. */
    bail: { type: 'boolean' },
  },
});
const which = (['oldest', 'desktop'] as const).find((name) => options[name]) ?? 'current';

// The tests read these in processes of their own.
process.env.OSS_CDN_VSCODE = which;
if (options.nightly) process.env.OSS_CDN_NIGHTLY = '1';
if (options.pictures) process.env.OSS_CDN_PICTURES = 'write';
if (options.bail) process.env[bailVariable] = '1';

/** What waits least comes first, and the windows last. */
const allStages: readonly Stage[] = [
  commandStage('package', [process.execPath, '--import', 'tsx', 'scripts/package.mts']),
  { ...commandStage('types', tool('tsc', '-p', '.'), tool('tsc', '-p', 'src/webview')), quick: true },
  vitestStage('unit'),
  { ...commandStage('lint and format', tool('biome', 'ci', '--error-on-warnings', '.')), quick: true },
  vitestStage('contract'),
  { ...commandStage('dead code', tool('knip')), quick: true },
  { ...vitestStage('project'), quick: true },
  { ...vitestStage('host'), windows: true },
  { ...vitestStage('ui'), windows: true },
];

/** A stage that is one command, or several in turn, and passes when each ends with 0. */
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

/** A stage of vitest: the projects of `vitest.config.mts` whose names begin with its own. */
function vitestStage(name: string): Stage {
  const run = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'oss-cdn-results-'));
    const report = join(folder, 'results.json');
    const chosen = [...(options.bail ? ['--bail=1'] : []), ...(options.file ? [options.file] : [])];
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const { code, output } = await runCommand(tool('vitest', 'run', '--project', `${name}*`, ...chosen, ...reporters));
    const { passed, failed } = countTests(report);
    rmSync(folder, { recursive: true });
    const broken = code !== 0 && failed === 0;
    const empty = passed + failed === 0;
    return { passed, failed: broken || empty ? failed + 1 : failed, output };
  };
  return { name, run };
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

function countTests(report: string): { passed: number; failed: number } {
  try {
    const results = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: results.numPassedTests, failed: results.numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}

function chosenStages(): readonly Stage[] {
  if (which !== 'current') return allStages.filter(({ name }) => name === 'package' || name === 'host');
  const only = options.only?.split(',');
  if (only) return allStages.filter(({ name }) => only.includes(name));
  return options.quick ? allStages.filter(({ quick }) => quick) : allStages;
}

/** Runs the stages two at a time, then those with windows one after the other, unless the package that they need has failed. */
async function runStages(stages: readonly Stage[]): Promise<readonly StageResult[]> {
  const results: StageResult[] = [];
  let isPackaged = true;
  const work = async (queue: Stage[]) => {
    for (let stage = queue.shift(); stage; stage = queue.shift()) {
      const result = await runStage(stage);
      results.push(result);
      if (stage.name === 'package') isPackaged = result.failed === 0;
    }
  };
  const together = stages.filter(({ windows }) => !windows);
  await Promise.all([work(together), work(together)]);
  const notRun = async () => ({ passed: 0, failed: 1, output: 'Not run: package failed\n' });
  await work(stages.filter(({ windows }) => windows).map((stage) => (isPackaged ? stage : { ...stage, run: notRun })));
  return results;
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

/** Removes the pictures of earlier UI tests, so that none is taken for one of this run; where it is a part, those of failures alone. */
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
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
}

void main();
