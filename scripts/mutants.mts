import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { root } from './ensure.mjs';
import { type Mutant, mutants, rounds } from './mutantTable.mjs';

/** Not copied: what is made again, and what is linked. */
const left = new Set(['node_modules', '.vscode-test', '.git', 'out', 'dist', '.demo']);

async function main(): Promise<void> {
  const wanted = process.argv.slice(2).find((arg) => !arg.startsWith('--'));
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
  return new Promise((resolve, reject) => {
    const script = join(copy, 'scripts/test.mts');
    const args = ['--import', 'tsx', script, `--only=${only}`, '--bail'];
    const child = spawn(process.execPath, args, { cwd: copy, stdio: 'ignore' });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code === 0));
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
