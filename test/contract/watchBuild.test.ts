import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'jsonc-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/ensure.mjs';
import { startGroup } from '../support/processes.js';
import { long } from '../support/sample.js';

interface Task {
  readonly label: string;
  readonly problemMatcher: {
    readonly pattern: { readonly regexp: string };
    readonly background: { readonly beginsPattern: string; readonly endsPattern: string };
  };
}

const { tasks }: { readonly tasks: readonly Task[] } = parse(
  readFileSync(path.join(root, '.vscode/tasks.json'), 'utf8'),
);
const { pattern, background } = tasks.find(({ label }) => label === 'watch')!.problemMatcher;
const source = 'src/core/lookUp.ts';

/** The sources on their own, so that a mistake in them affects no other test. */
let folder: string;
let build: ReturnType<typeof startGroup>;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'oss-cdn-watch-'));
  for (const name of ['src', 'build', 'esbuild.js'])
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  build = startGroup(process.execPath, ['esbuild.js', '--watch'], { cwd: folder });
});
afterAll(async () => {
  await build.stop();
  rmSync(folder, { recursive: true });
});

test(
  'the problem matcher of the watch task recognizes the start, the problems and the end of a build',
  long,
  async () => {
    const text = readFileSync(path.join(folder, source), 'utf8');
    const lines = text.split('\n').length;
    await build.printed(new RegExp(`${background.beginsPattern}[^]*${background.endsPattern}`, 'm'));

    writeFileSync(path.join(folder, source), `${text}const broken = ;\n`);
    const [problem = ''] = await build.printed(new RegExp(`^${source}.*$(?=[^]*${background.endsPattern})`, 'm'));
    expect(new RegExp(pattern.regexp).exec(problem)?.slice(1)).toEqual([
      source,
      String(lines),
      '16',
      'error',
      'Unexpected ";"',
    ]);

    const before = build.output().length;
    writeFileSync(path.join(folder, source), text);
    await build.printed(new RegExp(`^[^]{${before},}Build started\\nBuild finished\\n$`));
  },
);
