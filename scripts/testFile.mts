import { nearestTests, readImporters } from './nearestTests.mjs';
import { runVitest } from './tools.mjs';

/** Runs the tests of the file that is named, without limits of time, since a debugger may hold them. */
const [file = ''] = process.argv.slice(2);
const tests = nearestTests(file.replaceAll('\\', '/'), readImporters());
if (tests.length > 0) {
  runVitest([...tests, '--testTimeout=0', '--hookTimeout=0']);
} else {
  console.error(`No unit or contract test imports ${file}: it runs in host and UI tests alone`);
  process.exitCode = 1;
}
