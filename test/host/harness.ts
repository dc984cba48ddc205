import { appendFileSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';

/** One test that runs inside the extension host. */
interface HostTest {
  readonly name: string;
  readonly body: () => Promise<void> | void;
}

/** What a test run says to the process that started it, one line each. */
export type HostReport =
  | { readonly kind: 'passed'; readonly name: string; readonly ms: number }
  | { readonly kind: 'failed'; readonly name: string; readonly error: string }
  | { readonly kind: 'value'; readonly name: string; readonly value: unknown };

/** The environment variable that names the file for the reports, one line of JSON each. */
export const reportVariable = 'OSS_CDN_TEST_REPORT';

/** The environment variable that ends a run at its first failure. */
export const bailVariable = 'OSS_CDN_TEST_BAIL';

const timeoutMs = 180_000;
/** So many hung tests end a run: what they wait for will not come for others either, and each takes minutes. */
const mostHung = 3;
const tests: HostTest[] = [];

/** Something was waited for in vain. */
class HungError extends Error {}

/** Registers a test; the suites' imports do that, in order. */
export function test(name: string, body: () => Promise<void> | void): void {
  tests.push({ name, body });
}

/** Hands a measured value to the process that started the run. */
export function reportValue(name: string, value: unknown): void {
  report({ kind: 'value', name, value });
}

/** Runs every registered test in order and rejects when one failed. */
export async function runTests(): Promise<void> {
  let [failed, hung] = [0, 0];
  for (const one of tests) {
    if (failed > 0 && process.env[bailVariable]) break;
    if (hung === mostHung) throw new Error(`The run ends here, since ${mostHung} tests hung`);
    const end = await runOne(one);
    if (end !== 'passed') failed += 1;
    if (end === 'hung') hung += 1;
  }
  if (tests.length === 0) throw new Error('No test was registered');
  if (failed > 0) throw new Error(`${failed} of ${tests.length} tests failed`);
}

async function runOne({ name, body }: HostTest): Promise<'passed' | 'failed' | 'hung'> {
  const started = Date.now();
  const watchdog = new AbortController();
  try {
    await Promise.race([Promise.resolve().then(body), deadline(watchdog.signal)]);
    report({ kind: 'passed', name, ms: Date.now() - started });
    return 'passed';
  } catch (error) {
    report({ kind: 'failed', name, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    return error instanceof HungError ? 'hung' : 'failed';
  } finally {
    watchdog.abort();
  }
}

async function deadline(signal: AbortSignal): Promise<never> {
  await after(timeoutMs, undefined, { signal });
  throw new HungError(`Not finished after ${timeoutMs} ms`);
}

function report(line: HostReport): void {
  appendFileSync(process.env[reportVariable] ?? '', `${JSON.stringify(line)}\n`);
}

/** Resolves with the first answer that is not `undefined`, asking again whenever `ms` have passed; rejects at the deadline. */
export async function eventually<T>(
  what: string | (() => string),
  ask: () => Promise<T | undefined> | T | undefined,
  ms = 100,
): Promise<T> {
  const end = Date.now() + timeoutMs - 5000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new HungError(`Did not happen: ${typeof what === 'string' ? what : what()}`);
    await after(ms);
  }
}
