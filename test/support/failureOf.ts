import { type AppError, isAppError } from '../../src/core/errors.js';

/** Returns the `AppError` that work fails with; rejects if it succeeds or fails otherwise. */
export async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!isAppError(error)) throw new Error(`Expected an AppError, got ${String(error)}`);
  return error;
}
