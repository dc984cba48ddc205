import { runTests } from '../../../test/host/harness.js';
import './publishFolder.js';

/** What VS Code calls inside the extension host. */
export function run(): Promise<void> {
  return runTests();
}
