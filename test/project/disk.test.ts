import { expect, test } from 'vitest';
import { readSources, type Source } from './sources.js';

/** Windows refuses a rename (EPERM, EBUSY) while a scanner or an indexer has one of the files open. */
const renames = /\b(?:fs|workspace\.fs|promises)\.rename\b|\brename(?:Sync)?\s*[,(]|\brename(?:Sync)?\s*\}/;
/** The same holds for a file that is written over; a copy of a database in use may besides lack what is in its write-ahead log. */
const copies =
  /\b(?:fs|promises)\.(?:copy|copyFile|cp)\b|\b(?:copyFile|cp)(?:Sync)?\s*[,(}]|\bbackup\s*[,(}]|\bVACUUM\s+INTO\b/i;

const isOnDisk = ({ path, text, imports }: Source) =>
  path.startsWith('src/disk/') || imports.some(({ target }) => /fs|sqlite/.test(target)) || /\bfs\b/.test(text);

/** Moves what was downloaded to its place, and tries again while a scanner has it open. */
const patient = 'src/disk/downloads.ts';

test('no file but a download, and a store that may stay where it is, is renamed or copied into place, so that no scanner that has one open is in the way', () => {
  const sources = readSources('src').filter(isOnDisk);
  expect(sources.length).toBeGreaterThan(10);
  expect(sources.filter(({ text }) => renames.test(text) || copies.test(text)).map(({ path }) => path)).toEqual([
    patient,
    'src/disk/store/place.ts',
  ]);
});

test.each([
  "import { rename } from 'node:fs/promises';",
  'renameSync(a, b);',
  'await fs.rename(a, b);',
  'vscode.workspace.fs.rename(a, b);',
])('a rename is found: %s', (text) => expect(text).toMatch(renames));

test.each([
  "import { copyFile } from 'node:fs/promises';",
  'copyFileSync(a, b);',
  'await fs.copyFile(a, b);',
  'vscode.workspace.fs.copy(a, b);',
  'cpSync(a, b, { recursive: true });',
  "import { backup, DatabaseSync } from 'node:sqlite';",
  'await sqlite.backup(database, path);',
  'database.exec("VACUUM INTO ?");',
])('a copy of a file or of the database is found: %s', (text) => expect(text).toMatch(copies));
