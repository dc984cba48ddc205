import { throwIfAborted } from '../../../core/errors.js';
import { l10n } from '../../../core/l10n.js';
import { findExisting } from '../../../core/oss/findExisting.js';
import { type CheckedFile, checkFiles, type FileCheck } from '../../../core/publishing/byHand/checkFiles.js';
import type { CollectedFiles, RefusedFile, UploadPlace } from '../../../core/publishing/byHand/collectFiles.js';
import type { PlannedUpload } from '../../../core/publishing/byHand/uploadObjects.js';
import { hasContent } from '../../../core/publishing/upload/compareObject.js';
import { countText } from '../../../core/text/countText.js';
import { withDelayedProgress } from '../../../host/prompts/delayedProgress.js';
import type { ObjectDeps } from '../objectDeps.js';

/** The upload that the user is asked about. */
export interface UploadPlan {
  readonly place: UploadPlace;
  readonly uploads: readonly PlannedUpload[];
  /** The total size in bytes. */
  readonly size: number;
  /** How many files the bucket already has with the same content. */
  readonly same: number;
  readonly refused: readonly RefusedFile[];
  readonly leftOut: number;
}

/** Reads the files and the existing objects with their keys, without changing anything. Throws the cloud's error, or `cancelled`. */
export async function prepareUpload(
  { session, files, clock }: Pick<ObjectDeps, 'session' | 'files' | 'clock'>,
  place: UploadPlace,
  collected: CollectedFiles,
): Promise<UploadPlan> {
  const { bucket, prefix } = place;
  const { oss } = await session.cloud();
  const total = countText(collected.files.length);
  const title = l10n.t('Checking files');
  return withDelayedProgress(clock, title, async (report, signal) => {
    let read = 0;
    const onRead = () => report({ message: l10n.t('{0} of {1}', countText(++read), total) });
    const keys = collected.files.map(({ key }) => key);
    const [checks, existing] = await Promise.all([
      checkFiles(files, collected.files, signal, onRead),
      findExisting(oss, bucket, keys, signal),
    ]);
    throwIfAborted(signal);
    const refused = [...collected.refused];
    const uploads: PlannedUpload[] = [];
    const plan = { size: 0, same: 0 };
    for (const check of checks) {
      const { publication } = check;
      const object = existing.get(publication.key);
      if ('problem' in check) refused.push({ ...toRefused(check), name: publication.key.slice(prefix.length) });
      else if (object && hasContent({ ...object, headers: {} }, check)) plan.same++;
      else {
        plan.size += check.size;
        uploads.push({ publication: { ...publication, size: check.size }, ...(object && { etag: object.etag }) });
      }
    }
    return { place, uploads, ...plan, refused, leftOut: collected.leftOut };
  });
}

function toRefused({ publication, problem, secret }: Exclude<FileCheck, CheckedFile>): Omit<RefusedFile, 'name'> {
  const isSecret = problem === 'secret' || problem === 'neverUploaded';
  return { problem, ...(secret && { secret }), ...(isSecret && { publication }) };
}

/** Returns the keys of the objects that are replaced. */
export function listReplaced(uploads: readonly PlannedUpload[]): readonly string[] {
  return uploads.flatMap(({ publication, etag }) => (etag === undefined ? [] : [publication.key]));
}
