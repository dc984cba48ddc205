import { isErrorOf } from '../errors.js';

/** What is read of a bucket; `undefined` where this key may not read it, or it is another account's. */
export async function ifReadable<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isErrorOf(error, 'forbidden', 'refused', 'noSuchBucket', 'wrongRegion', 'publicEndpointForbidden'))
      return undefined;
    throw error;
  }
}
