import { clearPictures } from './clearPictures.mjs';
import { ensureChromium, ensurePebble, ensureVsCode } from './ensure.mjs';
import { commandStage, type Stage, type StageResult, vitestStage } from './stages.mjs';
import { tool } from './tools.mjs';

const args = process.argv.slice(2);
const which = ['oldest', 'desktop'].find((name) => args.includes(`--${name}`)) ?? 'current';

// The tests read these in processes of their own.
if (args.includes('--nightly')) process.env.OSS_CDN_NIGHTLY = '1';
if (args.includes('--pictures')) process.env.OSS_CDN_PICTURES = 'write';

/** Each suite ends at its first failure: enough for who only asks whether something is noticed. */
const bail = args.includes('--bail');

/** Of each suite only the test files whose path contains this. */
const file = optionOf('--file');

const suite = { bail, ...(file ? { file } : {}) };

/** What waits least comes first, and the windows last. */
const allStages: readonly Stage[] = [
  commandStage('package', false, [process.execPath, '--import', 'tsx', 'scripts/package.mts']),
  commandStage('types', true, tool('tsc', '-p', '.'), tool('tsc', '-p', 'src/webview')),
  vitestStage('unit', { ...suite, quick: false }),
  commandStage('lint and format', true, tool('biome', 'ci', '--error-on-warnings', '.')),
  vitestStage('contract', { ...suite, quick: false }),
  commandStage('dead code', true, tool('knip')),
  vitestStage('project', { ...suite, quick: true }),
  vitestStage('host', { ...suite, quick: false, env: { OSS_CDN_VSCODE: which }, after: 'package', alone: true }),
  vitestStage('ui', {
    ...suite,
    quick: false,
    after: 'package',
    alone: true,
    prepare: () => clearPictures(file !== undefined),
  }),
];

function optionOf(option: string): string | undefined {
  return args.find((arg) => arg.startsWith(`${option}=`))?.slice(option.length + 1);
}

function chosenStages(): readonly Stage[] {
  if (which !== 'current') return allStages.filter(({ name }) => name === 'package' || name === 'host');
  const only = optionOf('--only')?.split(',');
  if (only) return allStages.filter(({ name }) => only.includes(name));
  return args.includes('--quick') ? allStages.filter(({ quick }) => quick) : allStages;
}

/** Runs the stages two at a time, each after the one that it needs, and then those that run alone one after the other. */
async function runStages(stages: readonly Stage[]): Promise<readonly StageResult[]> {
  const results = new Map<string, Promise<StageResult>>();
  const work = async (queue: Stage[]) => {
    for (let stage = queue.shift(); stage; stage = queue.shift()) {
      const done = runOne(stage, stage.after ? results.get(stage.after) : undefined);
      results.set(stage.name, done);
      await done;
    }
  };
  const together = stages.filter(({ alone }) => !alone);
  await Promise.all([work(together), work(together)]);
  await work(stages.filter(({ alone }) => alone));
  return Promise.all(results.values());
}

async function runOne(stage: Stage, needed?: Promise<StageResult>): Promise<StageResult> {
  const earlier = await needed;
  const started = Date.now();
  const result =
    earlier && earlier.failed > 0
      ? { passed: 0, failed: 1, output: `Not run: ${stage.after} failed\n` }
      : await stage.run();
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (result.failed > 0) process.stdout.write(`\n${result.output}\n`);
  console.log(
    `${result.failed > 0 ? 'FAILED' : 'ok    '} ${stage.name}: ${result.passed} passed, ${result.failed} failed (${seconds} s)`,
  );
  return result;
}

async function main(): Promise<void> {
  ensureVsCode(which === 'oldest' ? 'oldest' : 'current');
  ensureChromium();
  ensurePebble();
  const results = await runStages(chosenStages());
  const sum = (key: 'passed' | 'failed') => results.reduce((total, result) => total + result[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
}

void main();
