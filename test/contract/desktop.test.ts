import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { prepareDesktop, runDesktop } from '../support/desktop.js';
import { eventually } from '../support/eventually.js';

const folder = mkdtempSync(join(tmpdir(), 'oss-cdn-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program that does what `code --wait` does: the window is a process of its own, named in the lock of the user data. */
const code = join(folder, 'code');
writeFileSync(
  code,
  `#!${process.execPath}
const data = process.argv[process.argv.indexOf('--user-data-dir') + 1];
const window = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e3)'], { detached: true, stdio: 'ignore' });
require('fs').writeFileSync(data + '/code.lock', String(window.pid));
// Only what is complete has the name that is waited for.
require('fs').writeFileSync(data + '/pids.part', process.pid + ' ' + window.pid);
require('fs').renameSync(data + '/pids.part', data + '/pids');
setInterval(() => {}, 1e3);
`,
  { mode: 0o700 },
);

const isRunning = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

describe.runIf(process.platform === 'linux')('a desktop VS Code whose end is asked for', () => {
  test('leaves neither a process nor a file', async () => {
    const session = await prepareDesktop(60);
    const data = session.args[1] ?? '';
    let end = () => {};
    const ended = runDesktop(code, session, ['--wait'], new Promise((resolve) => (end = resolve)));
    const pids = await eventually(() => readFileSync(join(data, 'pids'), 'utf8').split(' ').map(Number));
    expect(pids.map(isRunning)).toEqual([true, true]);
    end();
    await ended;
    await session.stop();
    expect({ running: pids.map(isRunning), hasData: existsSync(dirname(data)) }).toEqual({
      running: [false, false],
      hasData: false,
    });
  });

  test('a desktop VS Code that is stopped before it has started ends too', async () => {
    const session = await prepareDesktop(60);
    await runDesktop(code, session, ['--wait'], Promise.resolve());
    await session.stop();
    expect(existsSync(dirname(session.workspace))).toBe(false);
  });
});

test('a desktop VS Code that cannot be started is an error', async () => {
  const session = await prepareDesktop(60);
  const never = new Promise<void>(() => {});
  await expect(runDesktop(join(folder, 'missing'), session, [], never)).rejects.toThrow('ENOENT');
  await session.stop();
});
