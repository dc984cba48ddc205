import type { TestError } from 'vitest';
import type { Plugin } from 'vitest/config';
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';

/** So many hung tests end a run: what they wait for will not come for others either, and each would take minutes. */
const mostHung = 3;

/** The words of a limit of Vitest, of `eventually` and `expect.poll`, and of Playwright. */
const limits = /(Test|Hook) timed out in \d+ms|hook timed out after|did not succeed in time|Timeout \d+ms exceeded/;

/** Ends a run at the third test or hook that waited for something in vain. */
class HungTests implements Reporter {
  private vitest: Vitest | undefined;
  private readonly names: string[] = [];

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
  }

  onTestCaseResult(test: TestCase): void {
    this.judge(test.fullName, test.result().errors);
  }

  onTestSuiteResult(suite: TestSuite): void {
    this.judge(suite.fullName, suite.errors());
  }

  onTestModuleEnd(module: TestModule): void {
    this.judge(module.relativeModuleId, module.errors());
  }

  private judge(name: string, errors: readonly TestError[] = []): void {
    if (!errors.some(isAtLimit)) return;
    this.names.push(name);
    if (this.names.length !== mostHung) return;
    process.exitCode = 1;
    console.error(
      `The run ends here, since ${mostHung} tests hung:\n${this.names.map((each) => `  ${each}\n`).join('')}`,
    );
    // Not awaited: the run ends only after its reporters have.
    void this.vitest?.cancelCurrentRun('test-failure');
  }
}

function isAtLimit({ message, cause }: TestError): boolean {
  return limits.test(message) || (cause !== undefined && isAtLimit(cause));
}

const known = new WeakSet<Vitest>();

/** Ends a run at its third hung test, whichever reporters the command line chooses. Each project needs it. */
export const endsHungRuns: Plugin = {
  name: 'ends-hung-runs',
  configureVitest({ vitest }) {
    if (known.has(vitest)) return;
    known.add(vitest);
    vitest.config.reporters.push(new HungTests() as never);
  },
};
