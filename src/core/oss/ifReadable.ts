import { deniedKinds, fallback } from '../errors.js';

/** Resolves to the result of a read; to `undefined` if this account may not read the bucket, or if it belongs to another account. Any other error is thrown. */
export function ifReadable<T>(reading: Promise<T>): Promise<T | undefined> {
  return reading.catch(fallback(undefined, ...deniedKinds, 'noSuchBucket', 'wrongRegion', 'publicEndpointForbidden'));
}
