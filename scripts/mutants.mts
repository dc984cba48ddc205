import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { startGroup } from '../test/support/processes.js';
import { root } from './ensure.mjs';
import { type Mutant, mutants, rounds } from './mutantTable.mjs';
import { drawMutants, type RandomMutant } from './randomMutants.mjs';
import { tool } from './tools.mjs';

/** Not copied: what is made again, and what is linked. */
const left = new Set(['node_modules', '.vscode-test', '.git', 'out', 'dist', '.demo']);

/** The share of random mutants that has to be caught: some change nothing, or code that runs in a VS Code alone. */
const leastCaught = 0.8;
/** A random mutant may loop for ever; one whose tests do not end in this time is caught. */
const limitMs = 600_000;

/** A file of the source as a mutant has it, and the commands of which one has to fail by that. */
interface Trial {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly commands: readonly Command[];
  readonly limitMs?: number;
}

interface Command {
  readonly name: string;
  readonly line: readonly string[];
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      random: { type: 'boolean', default: false },
      seed: { type: 'string', default: '20261129' },
      count: { type: 'string', default: '60' },
    },
    allowPositionals: true,
  });
  const [wanted = ''] = positionals;
  const trials = values.random
    ? drawMutants(Number(values.seed), Number(values.count)).map(toRandomTrial)
    : mutants.filter(({ name }) => name.includes(wanted)).map(toTrial);
  const missed = await countMissed(trials);
  console.log(`${trials.length - missed} passed, ${missed} failed`);
  const allowed = values.random ? trials.length * (1 - leastCaught) : 0;
  process.exitCode = missed > allowed || trials.length === 0 ? 1 : 0;
}

function toTrial({ name, file, find, replace, first }: Mutant): Trial {
  const order = first ? [first, ...rounds.filter((round) => round !== first)] : rounds;
  const text = readFileSync(join(root, file), 'utf8').replace(find, () => replace);
  const commands = order.map((round) => ({
    name: round,
    line: [process.execPath, '--import', 'tsx', 'scripts/test.mts', `--only=${round}`, '--bail'],
  }));
  return { name, file, text, commands };
}

/** Runs only the tests that import the file. */
function toRandomTrial(mutant: RandomMutant): Trial {
  const commands = ['unit*', 'contract'].map((project) => ({
    name: project,
    line: tool('vitest', 'related', mutant.file, '--run', '--project', project, '--bail=1', '--passWithNoTests'),
  }));
  return { ...mutant, commands, limitMs };
}

/** Counts the mutants that no command has noticed, each alone in a copy of the project. */
async function countMissed(trials: readonly Trial[]): Promise<number> {
  const copy = copyTree();
  let missed = 0;
  try {
    for (const trial of trials) {
      const by = await catchMutant(copy, trial);
      if (by === undefined) missed += 1;
      console.log(`${by === undefined ? 'NOT caught' : `caught by ${by}`}: ${trial.name}`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  return missed;
}

function copyTree(): string {
  const copy = mkdtempSync(join(tmpdir(), 'oss-cdn-mutants-'));
  cpSync(root, copy, { recursive: true, filter: (path) => !left.has(relative(root, path).split('/')[0] ?? '') });
  for (const name of ['node_modules', '.vscode-test']) symlinkSync(join(root, name), join(copy, name));
  return copy;
}

/** Applies one mutant to the copy, runs its commands until one fails, and takes it back; answers what failed. */
async function catchMutant(copy: string, { file, text, commands, limitMs }: Trial): Promise<string | undefined> {
  writeFileSync(join(copy, file), text);
  try {
    for (const { name, line } of commands) if (!(await passes(copy, line, limitMs))) return name;
    return undefined;
  } finally {
    cpSync(join(root, file), join(copy, file));
  }
}

async function passes(copy: string, [program = '', ...args]: readonly string[], limitMs?: number): Promise<boolean> {
  const { child, stop } = startGroup(program, args, { cwd: copy });
  const timer = limitMs === undefined ? undefined : setTimeout(() => void stop(0), limitMs);
  const [code] = await once(child, 'close');
  clearTimeout(timer);
  return code === 0;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
