import { deniedKinds, fallback } from '../errors.js';

/** Returns `undefined` if this key may not read the bucket, or it belongs to another account. */
export function ifReadable<T>(reading: Promise<T>): Promise<T | undefined> {
  return reading.catch(fallback(undefined, ...deniedKinds, 'noSuchBucket', 'wrongRegion', 'publicEndpointForbidden'));
}
