import { runTests } from './harness.js';
import { closeUnwatchedMessages } from './person.js';
import './suites/activation.js';
import './suites/account.js';
import './suites/publishing.js';
import './suites/pulledVersions.js';
import './suites/seedTable.js';
import './suites/hostTable.js';
import './suites/firstJourney.js';
import './suites/probes.js';
import './suites/editing.js';
import './suites/renames.js';
import './suites/platform.js';

/** What VS Code calls inside the extension host. */
export function run(): Promise<void> {
  closeUnwatchedMessages();
  return runTests();
}
