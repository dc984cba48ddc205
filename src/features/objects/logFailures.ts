import type { AppError } from '../../core/errors.js';
import type { ObjectDeps } from './objectDeps.js';

/** Logs failed transfers with one line for each kind of failure, since a disk or a policy may refuse thousands of objects. */
export function logFailures(
  { log }: Pick<ObjectDeps, 'log'>,
  what: 'download' | 'upload' | 'copy',
  errors: readonly AppError[],
): void {
  const kinds = new Map<string, { readonly error: AppError; readonly count: number }>();
  for (const error of errors) {
    const kind = `${error.kind} ${error.details.code ?? ''}`;
    kinds.set(kind, { error, count: (kinds.get(kind)?.count ?? 0) + 1 });
  }
  for (const { error, count } of kinds.values())
    log.failure(count > 1 ? `${what} objects (${count})` : `${what} object`, error);
}
