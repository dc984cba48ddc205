import { expect, test } from 'vitest';
import { readSources } from './sources.js';

/** Windows refuses a rename (EPERM, EBUSY) while a scanner or an indexer has one of the files open. */
const renames = /\b(?:fs|workspace\.fs|promises)\.rename\b|\brename(?:Sync)?\s*[,(]|\brename(?:Sync)?\s*\}/;

/** Moves what was downloaded to its place, and tries again while a scanner has it open. */
const patient = 'src/disk/downloads.ts';

test('no file but a download is renamed or copied into place, so that no scanner that has one open is in the way', () => {
  const sources = readSources('src').filter(
    ({ imports, text }) => imports.some(({ target }) => /fs/.test(target)) || /\bfs\b/.test(text),
  );
  expect(sources.length).toBeGreaterThan(10);
  expect(sources.filter(({ text }) => renames.test(text)).map(({ path }) => path)).toEqual([patient]);
});

test.each([
  "import { rename } from 'node:fs/promises';",
  'renameSync(a, b);',
  'await fs.rename(a, b);',
  'vscode.workspace.fs.rename(a, b);',
])('a rename is found: %s', (text) => expect(text).toMatch(renames));
