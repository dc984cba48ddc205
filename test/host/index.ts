import { runTests } from './harness.js';
import './suites/activation.js';

/** What VS Code calls inside the extension host. */
export function run(): Promise<void> {
  return runTests();
}
