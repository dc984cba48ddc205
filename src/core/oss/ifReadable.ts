import { isErrorOf } from '../errors.js';

/** Returns `undefined` if this key may not read the bucket, or it belongs to another account. */
export async function ifReadable<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isErrorOf(error, 'forbidden', 'refused', 'noSuchBucket', 'wrongRegion', 'publicEndpointForbidden'))
      return undefined;
    throw error;
  }
}
