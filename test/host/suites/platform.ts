import { equal, ok } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '../harness.js';

test('the host opens its own database and warns at most once that SQLite is experimental', async () => {
  let warnings = 0;
  const note = ({ name }: Error) => {
    if (name === 'ExperimentalWarning') warnings += 1;
  };
  process.on('warning', note);
  const folder = mkdtempSync(join(tmpdir(), 'oss-cdn-platform-'));
  try {
    const { DatabaseSync } = await import('node:sqlite');
    const [one, other] = [1, 2].map(() => new DatabaseSync(join(folder, 'data.db'), { timeout: 1000 }));
    one?.exec("PRAGMA journal_mode = WAL; CREATE TABLE seen (name TEXT); INSERT INTO seen VALUES ('a')");
    equal(other?.prepare('SELECT name FROM seen').get()?.name, 'a');
    one?.close();
    other?.close();
    // A warning is told at the next turn of the loop.
    await new Promise((resolve) => setImmediate(resolve));
    ok(warnings <= 1);
  } finally {
    process.off('warning', note);
    rmSync(folder, { recursive: true });
  }
});
