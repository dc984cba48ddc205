import { isErrorOf } from '../errors.js';
import type { ObjectHeaders, ObjectRef, OssPort } from '../ports/oss.js';

/**
 * Creates an empty object under a key that had none a moment ago. Resolves to `false` if it exists by now. If the answer was lost, an empty object there
 * counts as created.
 */
export async function createEmpty(
  oss: Pick<OssPort, 'putObject' | 'readObjectHead'>,
  { bucket, key }: ObjectRef,
  headers: ObjectHeaders,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await oss.putObject(bucket, key, { body: new Uint8Array(), headers, forbidOverwrite: true }, signal);
    return true;
  } catch (error) {
    if (isErrorOf(error, 'objectExists')) return false;
    if (!isErrorOf(error, 'unavailable', 'timeout')) throw error;
    const there = await oss.readObjectHead(bucket, key, signal).catch(() => undefined);
    if (there?.size === 0) return true;
    throw error;
  }
}
