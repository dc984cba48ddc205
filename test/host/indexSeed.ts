import { runTests } from './harness.js';
import './suites/account.js';
import './suites/seedTable.js';
import './suites/hostTable.js';
export function run(): Promise<void> {
  return runTests();
}
