import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { root } from './ensure.mjs';
import { runRandomMutants } from './mutantRuns.mjs';
import { type Mutant, mutants, rounds } from './mutantTable.mjs';

/** Not copied: what is made again, and what is linked. */
const left = new Set(['node_modules', '.vscode-test', '.git', 'out', 'dist', '.demo']);

/** The seed of the sample that changes of the tests are compared by. */
const knownSeed = 20_261_129;

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--random')) return runRandom(args);
  const wanted = args.find((arg) => !arg.startsWith('--'));
  const chosen = mutants.filter(({ name }) => wanted === undefined || name.includes(wanted));
  const copy = copyTree();
  try {
    let missed = 0;
    for (const mutant of chosen) {
      const by = await catchMutant(copy, mutant);
      if (by === undefined) missed += 1;
      console.log(`${by === undefined ? 'NOT caught' : `caught by ${by}`}: ${mutant.name}`);
    }
    console.log(`${chosen.length - missed} passed, ${missed} failed`);
    process.exitCode = missed > 0 || chosen.length === 0 ? 1 : 0;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function runRandom(args: readonly string[]): Promise<void> {
  const optionOf = (name: string) => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
  const seed = Number(optionOf('seed') ?? knownSeed);
  const again = optionOf('again');
  const save = resolve(optionOf('save') ?? join(root, `out/mutants-${seed}.json`));
  const copy = copyTree();
  try {
    const count = Number(optionOf('count') ?? 60);
    const lost = await runRandomMutants(copy, { seed, count, save, ...(again ? { again: resolve(again) } : {}) });
    process.exitCode = lost > 0 ? 1 : 0;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function copyTree(): string {
  const copy = mkdtempSync(join(tmpdir(), 'oss-cdn-mutants-'));
  cpSync(root, copy, { recursive: true, filter: (path) => !left.has(relative(root, path).split('/')[0] ?? '') });
  for (const name of ['node_modules', '.vscode-test']) symlinkSync(join(root, name), join(copy, name));
  return copy;
}

/** Applies one mutant to the copy, runs the suites until one fails, and takes it back; answers what failed. */
async function catchMutant(copy: string, { file, find, replace, first }: Mutant): Promise<string | undefined> {
  const path = join(copy, file);
  const original = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    original.replace(find, () => replace),
  );
  try {
    const order = first ? [first, ...rounds.filter((round) => round !== first)] : rounds;
    for (const round of order) if (!(await passes(copy, round))) return round;
    return undefined;
  } finally {
    writeFileSync(path, original);
  }
}

function passes(copy: string, only: string): Promise<boolean> {
  return new Promise((done, reject) => {
    const script = join(copy, 'scripts/test.mts');
    const args = ['--import', 'tsx', script, `--only=${only}`, '--bail'];
    const child = spawn(process.execPath, args, { cwd: copy, stdio: 'ignore' });
    child.on('error', reject);
    child.on('exit', (code) => done(code === 0));
  });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
