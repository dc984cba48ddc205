import { spawn } from 'node:child_process';
import { root } from './ensure.mjs';
import { nearestTests, readImporters } from './nearestTests.mjs';

/** Runs the tests of the file that is named, without limits of time, since a debugger may hold them. */
const [file = ''] = process.argv.slice(2);
const tests = nearestTests(file.replaceAll('\\', '/'), readImporters());
if (tests.length === 0) {
  console.error(`No unit or contract test imports ${file}: it runs in host and UI tests alone`);
  process.exitCode = 1;
} else {
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...tests, '--testTimeout=0', '--hookTimeout=0'];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
