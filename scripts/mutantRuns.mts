import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './ensure.mjs';
import { drawMutants, findMutants, type RandomMutant, withMutants } from './randomMutants.mjs';

/** Which tests can catch a mutant: those of the suite, and further ones that a nightly run has. */
type Caught = 'unit' | 'contract' | 'nightly' | 'no' | 'not reached' | 'code changed';

/** The outcome of a mutant as it is kept, so that a later run can be compared with it. */
interface Outcome {
  readonly key: string;
  readonly file: string;
  readonly caught: Caught;
  readonly by?: string;
  readonly seconds: number;
}

type Numbered = RandomMutant & { readonly number: number };
type Reached = ReadonlyMap<number, readonly string[]>;

const projects = { unit: 'unit*', contract: 'contract' };
/** A mutant may loop for ever; one whose tests do not end in this time is caught. All tests of a project need less. */
const limitsMs = { unit: 150_000, contract: 400_000 };
const nightlyLimitMs = 1_200_000;
/** Tests whose child processes run code of `src`, and so reach mutants that no test process notes. */
const withChildren = ['killedWindows', 'stores', 'pairCanary'].map((name) => `test/contract/${name}.test.ts`);

/** Options of a run: `seed` draws mutants, `again` takes those of an earlier outcome file, and what each did goes to `save`. */
export interface RandomRun {
  readonly seed: number;
  readonly count: number;
  readonly again?: string;
  readonly save: string;
}

/**
 * Puts all mutants into the copy at once, each behind a switch; runs unit and contract tests once to see which test reaches
 * which mutant; then switches each on and runs the tests that reach it until one fails. Answers how many were caught in the earlier run and are not now.
 */
export async function runRandomMutants(copy: string, run: RandomRun): Promise<number> {
  const earlier = run.again ? (JSON.parse(readFileSync(run.again, 'utf8')) as readonly Outcome[]) : undefined;
  const keys = earlier?.map(({ key }) => key) ?? drawMutants(run.seed, run.count).map(({ key }) => key);
  const found = findMutants(keys);
  const mutants = keys.flatMap((key, number) => {
    const mutant = found.get(key);
    return mutant ? [{ ...mutant, number }] : [];
  });
  writeMutants(copy, mutants);
  const reached = await readReached(copy);
  const outcomes: Outcome[] = [];
  for (const [number, key] of keys.entries()) {
    const mutant = mutants.find((each) => each.number === number);
    const outcome = await outcomeOf(copy, key, mutant, reached);
    outcomes.push(outcome);
    const was = earlier?.[number]?.caught;
    const before = was && was !== outcome.caught ? ` (before: ${was})` : '';
    console.log(
      `${outcome.caught}${before}: ${outcome.file}: ${key.slice(0, 120)} [${outcome.by ?? ''}, ${outcome.seconds} s]`,
    );
    mkdirSync(dirname(run.save), { recursive: true });
    writeFileSync(run.save, `${JSON.stringify(outcomes, undefined, 1)}\n`);
  }
  return tell(outcomes, earlier);
}

function writeMutants(copy: string, mutants: readonly Numbered[]): void {
  for (const file of new Set(mutants.map((mutant) => mutant.file))) {
    const text = readFileSync(join(root, file), 'utf8');
    writeFileSync(
      join(copy, file),
      withMutants(
        text,
        mutants.filter((mutant) => mutant.file === file),
      ),
    );
  }
}

/** Runs all tests with every mutant off, and reads which test file reached which mutant. */
async function readReached(copy: string): Promise<Reached> {
  const log = join(copy, 'reached.log');
  for (const project of Object.values(projects)) {
    const { failed } = await runTests(copy, project, [], { MUTANT_LOG: log });
    if (failed) throw new Error(`The tests fail without a mutant: ${failed}`);
  }
  const reached = new Map<number, Set<string>>();
  for (const line of new Set((existsSync(log) ? readFileSync(log, 'utf8') : '').trim().split('\n'))) {
    const [number, ...rest] = line.split(' ');
    const path = rest.join(' ');
    const files = path === '?' ? withChildren : [relative(copy, path)];
    const known = reached.get(Number(number)) ?? new Set();
    for (const file of files) reached.set(Number(number), known.add(file));
  }
  return new Map([...reached].map(([number, files]) => [number, [...files].sort()]));
}

async function outcomeOf(copy: string, key: string, mutant: Numbered | undefined, reached: Reached): Promise<Outcome> {
  if (!mutant) return { key, file: '-', caught: 'code changed', seconds: 0 };
  const { number, file } = mutant;
  const began = Date.now();
  const ended = (caught: Caught, by?: string): Outcome => ({
    key,
    file,
    caught,
    ...(by === undefined ? {} : { by }),
    seconds: Math.round((Date.now() - began) / 1000),
  });
  const tests = reached.get(number) ?? [];
  if (tests.length === 0) return ended('not reached');
  for (const [stage, nightly] of [['unit'], ['contract'], ['contract', 'nightly']] as const) {
    const files = tests.filter((path) => path.startsWith(`test/${stage}/`));
    if (files.length === 0) continue;
    const env = { MUTANT: String(number), ...(nightly ? { OSS_CDN_NIGHTLY: '1' } : {}) };
    const { failed } = await runTests(copy, projects[stage], files, env);
    if (failed) return ended(nightly ?? stage, failed);
  }
  return ended('no');
}

/** Runs test files of a project until one fails, and answers the first failure. */
function runTests(
  copy: string,
  project: string,
  files: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ failed?: string }> {
  const report = join(copy, 'report.json');
  rmSync(report, { force: true });
  const bail = env.MUTANT === undefined ? [] : ['--bail=1'];
  const args = ['run', '--project', project, ...files, ...bail, '--reporter=json', `--outputFile.json=${report}`];
  const child = spawn(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
    cwd: copy,
    env: { ...process.env, ...env },
    stdio: 'ignore',
    detached: true,
  });
  return new Promise((resolve, reject) => {
    const limit =
      env.MUTANT === undefined || env.OSS_CDN_NIGHTLY
        ? nightlyLimitMs
        : limitsMs[project === 'contract' ? 'contract' : 'unit'];
    const timer = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), limit);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code === 0 ? {} : { failed: firstFailure(report) });
    });
  });
}

function firstFailure(report: string): string {
  if (!existsSync(report)) return 'it did not end';
  interface Result {
    readonly name: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as { readonly testResults: readonly Result[] };
  for (const { name, assertionResults } of testResults) {
    const failed = assertionResults.find(({ status }) => status === 'failed');
    if (failed) return `${name.slice(name.indexOf('/test/') + 1)}: ${failed.fullName}`;
  }
  return 'a file that cannot be loaded';
}

function tell(outcomes: readonly Outcome[], earlier?: readonly Outcome[]): number {
  const count = (kinds: readonly Caught[]) => outcomes.filter(({ caught }) => kinds.includes(caught)).length;
  const [unit, contract, nightly] = [count(['unit']), count(['contract']), count(['nightly'])];
  console.log(
    `${outcomes.length} mutants: caught by unit tests ${unit}, by contract tests ${contract}, by the nightly run alone ${nightly}; not caught ${count(['no'])}, not reached ${count(['not reached'])}, code changed ${count(['code changed'])}`,
  );
  if (!earlier) return 0;
  const isCaught = ({ caught }: Outcome) => ['unit', 'contract', 'nightly'].includes(caught);
  const lost = outcomes.filter((outcome, at) => earlier[at] && isCaught(earlier[at]) && !isCaught(outcome));
  const { length } = lost.filter(({ caught }) => caught !== 'code changed');
  console.log(`Caught before and not now: ${length}`);
  return length;
}
