import { vi } from 'vitest';

/**
 * The longest wait of a test for something that must happen, ms. Only a wait in vain ever takes as long, so that it may
 * leave a busy computer all the time that it needs.
 */
const patienceMs = 150_000;

/**
 * Resolves with what `check` returns as soon as that neither throws nor rejects. Fake timers advance by as much before
 * each attempt as passes between two of them.
 */
export async function eventually<T>(check: () => T | Promise<T>, everyMs = 20): Promise<T> {
  try {
    return await vi.waitFor(check, { timeout: patienceMs, interval: everyMs });
  } catch (error) {
    // As `expect.poll` marks it: the last failure alone does not tell that there were others before it.
    if (error instanceof Error) error.cause ??= new Error('Check did not succeed in time.');
    throw error;
  }
}
