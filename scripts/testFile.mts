import { nearestTests, readImporters } from './nearestTests.mjs';
import { runVitest } from './tools.mjs';

/** Runs the tests nearest to the file that is the first argument. There are no time limits, since a debugger may pause the tests. */
const [file = ''] = process.argv.slice(2);
const tests = nearestTests(file.replaceAll('\\', '/'), readImporters());
if (tests.length > 0) {
  runVitest([...tests, '--testTimeout=0', '--hookTimeout=0']);
} else {
  console.error(`No unit or contract test imports ${file}. Only host and UI tests run it`);
  process.exitCode = 1;
}
