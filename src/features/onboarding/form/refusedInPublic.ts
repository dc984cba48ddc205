import { isErrorOf } from '../../../core/errors.js';

/**
 * Whether OSS refuses a call on objects over its default public domain. Nobody can predict for which accounts it does, so
 * a harmless one is tried; what else it fails of is told where it matters.
 */
export function isRefusedInPublic(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => false,
    (error: unknown) => isErrorOf(error, 'publicEndpointForbidden'),
  );
}
