import { toAppError } from '../errors.js';
import type { PublishCause } from './publication.js';

/** A caught failure as it is kept and shown. */
export function toCause(caught: unknown): PublishCause {
  const { kind, details } = toAppError(caught);
  return { kind: 'error', error: { kind, details } };
}
