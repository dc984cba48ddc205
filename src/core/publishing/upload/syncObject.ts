import { isErrorOf } from '../../errors.js';
import type { ObjectHead } from '../../ports/oss.js';
import { type Entry, wantsDelete } from '../queueEntry.js';
import { mayDelete } from './compareObject.js';
import { isThere } from './exactName.js';
import { readHeadAgain } from './revalidateObject.js';
import { readHead, toChange, type UploadContext, type UploadOutcome } from './uploadContext.js';
import { uploadFile } from './uploadFile.js';

/** Brings one object of the bucket in line with the disk: looks first, and sends only what is needed. */
export async function sendEntry(entry: Entry, tools: UploadContext): Promise<UploadOutcome> {
  // The disk has the last word, in whatever order the wishes were heard.
  if (wantsDelete(entry) && !(await isThere(entry.publication, tools.files))) return removeObject(entry, tools);
  try {
    return await uploadFile(entry, tools);
  } catch (error) {
    const gone = isErrorOf(error, 'badFile') && error.details.code === 'gone';
    if (gone && !(await readHead(entry, tools))) return { kind: 'unchanged', record: null };
    throw error;
  }
}

async function removeObject(entry: Entry, tools: UploadContext): Promise<UploadOutcome> {
  const { publication, sent, approved } = entry;
  const { bucket, key } = publication;
  const isOurs = (remote: ObjectHead) => mayDelete({ remote, known: tools.known, sent, approved });
  const remote = await readHead(entry, tools);
  const seenAt = tools.now();
  if (!remote) return { kind: 'unchanged', record: null };
  if (!isOurs(remote)) return { kind: 'conflict', remote: toChange(remote) };
  return tools.withRequestSlot(async () => {
    if (!tools.isCurrent()) return { kind: 'superseded' };
    const now = await readHeadAgain(entry, { remote, seenAt }, tools);
    if (!now) return { kind: 'unchanged', record: null };
    if (!isOurs(now)) return { kind: 'conflict', remote: toChange(now) };
    await tools.recordIntent({ ...(sent ?? { size: 0 }), removed: true });
    if (!tools.isCurrent()) return { kind: 'superseded' };
    await tools.cloud.oss.deleteObject(bucket, key, tools.signal);
    return { kind: 'sent', record: null };
  });
}
