import { type AppError, isAppError } from '../../src/core/errors.js';

/** The `AppError` with which work fails; rejects when it ends well or fails in another way. */
export async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!isAppError(error)) throw new Error(`Expected an AppError, got ${String(error)}`);
  return error;
}
