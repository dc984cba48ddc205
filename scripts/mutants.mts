import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { startGroup } from '../test/support/processes.js';
import { endRequested } from './ending.mjs';
import { root } from './ensure.mjs';
import { laterRounds, type Mutant, mutants, rounds } from './mutantTable.mjs';
import { type Importers, nearestTests, readImporters } from './nearestTests.mjs';
import { drawMutants, type RandomMutant } from './randomMutants.mjs';
import { tool } from './tools.mjs';

/** Folders that are not copied, since they are created again or linked. */
const left = new Set(['node_modules', '.vscode-test', '.git', 'out', 'dist', '.demo']);

/** The share of random mutants that tests have to catch. Some mutants change nothing, or change code that runs only in a VS Code. */
const leastCaught = 0.8;
/** The time limit of a random mutant, which may loop for ever, ms. A mutant whose tests do not end in time counts as caught. */
const limitMs = 600_000;

const ending = endRequested();

/** A mutated source file, and the commands of which at least one has to fail because of the mutation. */
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
  /** Whether it runs tests that `npm test` leaves out. */
  readonly isLate: boolean;
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
  const importers = readImporters();
  const trials = values.random
    ? drawMutants(Number(values.seed), Number(values.count)).map((mutant) => toRandomTrial(mutant, importers))
    : mutants.filter(({ name }) => name.includes(wanted)).map(toTrial);
  const missed = await countMissed(trials);
  console.log(`${trials.length - missed} passed, ${missed} failed`);
  const allowed = values.random ? trials.length * (1 - leastCaught) : 0;
  process.exitCode = missed > allowed || trials.length === 0 ? 1 : 0;
}

function toTrial({ name, file, find, replace, first }: Mutant): Trial {
  const text = readFileSync(join(root, file), 'utf8').replace(find, () => replace);
  const all = [...rounds.map((round) => toCommand(round)), ...laterRounds.map(toLateCommand)];
  // The stage that is most likely to notice it goes first.
  const commands = all.toSorted((left, right) => Number(right.name === first) - Number(left.name === first));
  return { name, file, text, commands };
}

/** Creates the command that runs stages as `npm test` does. */
function toCommand(stages: string, ...more: readonly string[]): Command {
  const line = [process.execPath, '--import', 'tsx', 'scripts/test.mts', `--only=${stages}`, '--bail', ...more];
  return { name: stages, line, isLate: more.length > 0 };
}

/** Creates the command that runs what `npm test` leaves out of stages. */
function toLateCommand(stages: string): Command {
  return toCommand(stages, '--all', '--rest');
}

/** Creates a trial that runs the tests nearest to the file first, then all unit and contract tests. */
function toRandomTrial(mutant: RandomMutant, importers: Importers): Trial {
  const near = nearestTests(mutant.file, importers);
  const line = tool('vitest', 'run', ...near, '--bail=1', '--tags-filter=!long');
  const nearest = { name: 'the nearest tests', line, isLate: false };
  return {
    ...mutant,
    commands: [
      ...(near.length > 0 ? [nearest] : []),
      ...['unit', 'contract'].map((round) => toCommand(round)),
      ...['unit', 'contract'].map(toLateCommand),
    ],
    limitMs,
  };
}

/** Counts the mutants that no command notices. Each mutant is applied alone to a copy of the project. */
async function countMissed(trials: readonly Trial[]): Promise<number> {
  const copy = copyTree();
  let [missed, late] = [0, 0];
  try {
    for (const trial of trials) {
      const by = await catchMutant(copy, trial);
      if (by === undefined) missed += 1;
      if (by?.isLate) late += 1;
      const words = by && `caught by ${by.name}${by.isLate ? ', by tests that npm test leaves out' : ''}`;
      console.log(`${words ?? 'NOT caught'}: ${trial.name}`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  console.log(`npm test catches ${trials.length - missed - late} of the ${trials.length - missed}`);
  return missed;
}

function copyTree(): string {
  const copy = mkdtempSync(join(tmpdir(), 'oss-cdn-mutants-'));
  cpSync(root, copy, { recursive: true, filter: (path) => !left.has(relative(root, path).split('/')[0] ?? '') });
  for (const name of ['node_modules', '.vscode-test']) symlinkSync(join(root, name), join(copy, name));
  return copy;
}

/**
 * Applies one mutant to the copy, runs its commands until one fails, and restores the file. Returns the failed
 * command, or `undefined` if all pass.
 */
async function catchMutant(copy: string, { file, text, commands, limitMs }: Trial): Promise<Command | undefined> {
  writeFileSync(join(copy, file), text);
  try {
    for (const command of commands) if (!(await passes(copy, command.line, limitMs))) return command;
    return undefined;
  } finally {
    cpSync(join(root, file), join(copy, file));
  }
}

async function passes(copy: string, [program = '', ...args]: readonly string[], limitMs?: number): Promise<boolean> {
  const { child, stop } = startGroup(program, args, { cwd: copy });
  const timer = limitMs === undefined ? undefined : setTimeout(() => void stop(0), limitMs);
  const code = await Promise.race([once(child, 'close').then(([status]) => status), ending]);
  clearTimeout(timer);
  if (code !== undefined) return code === 0;
  await stop(0);
  throw new Error('Interrupted');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
