import { isErrorOf } from '../../errors.js';
import type { ObjectHead } from '../../ports/oss.js';
import { type EntryAt, wantsDelete } from '../queueEntry.js';
import { mayDelete } from './compareObject.js';
import { existsWithExactCase } from './exactName.js';
import { readHeadAgain } from './revalidateObject.js';
import { readHead, toRemoteChange, type UploadContext, type UploadOutcome } from './uploadContext.js';
import { uploadFile } from './uploadFile.js';

/** Makes one object in the bucket match the disk. Compares first and sends only what is needed. */
export async function syncObject(entry: EntryAt<'send'>, context: UploadContext): Promise<UploadOutcome> {
  // The disk has the last word, in any order of requests.
  if (wantsDelete(entry) && !(await existsWithExactCase(entry.publication, context.files)))
    return removeObject(entry, context);
  try {
    return await uploadFile(entry, context);
  } catch (error) {
    const gone = isErrorOf(error, 'badFile') && error.details.code === 'gone';
    if (gone && !(await readHead(entry, context)).remote) return { kind: 'unchanged', record: null };
    throw error;
  }
}

async function removeObject(entry: EntryAt<'send'>, context: UploadContext): Promise<UploadOutcome> {
  const { publication, sent, approved } = entry;
  const { bucket, key } = publication;
  const isOurs = (remote: ObjectHead) => mayDelete({ remote, known: context.known, sent, approved });
  const seen = await readHead(entry, context);
  const { remote } = seen;
  if (!remote) return { kind: 'unchanged', record: null, isNews: context.known !== undefined || context.since() === 0 };
  if (!isOurs(remote)) return { kind: 'conflict', remote: toRemoteChange(remote, context.known) };
  return context.withSlot('write', async () => {
    // Before the last check, since nothing may be awaited between it and the request.
    await context.recordIntent({ ...(sent ?? { size: 0 }), removed: true });
    if (!context.isCurrent()) return { kind: 'superseded' };
    const now = await readHeadAgain(entry, seen, context);
    if (!now) return { kind: 'unchanged', record: null };
    if (!isOurs(now)) return { kind: 'conflict', remote: toRemoteChange(now, context.known) };
    if (!context.isCurrent()) return { kind: 'superseded' };
    await context.cloud.oss.deleteObject(bucket, key, context.signal);
    return { kind: 'sent', record: null };
  });
}
