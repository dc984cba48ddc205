import { describe, expect, test } from 'vitest';
import { runHostSuite } from '../support/hostSuite.js';

const { reports, exitCode } = await runHostSuite('test/host/index.ts');

describe('in the extension host', () => {
  for (const report of reports) {
    if (report.kind === 'passed') test(report.name, () => {});
    if (report.kind === 'failed') test(report.name, () => expect.fail(report.error));
  }

  test('the run ends without errors', () => {
    const failed = reports.some(({ kind }) => kind === 'failed');
    expect(exitCode === 0).toBe(!failed);
    expect(reports.length).toBeGreaterThan(0);
  });
});
