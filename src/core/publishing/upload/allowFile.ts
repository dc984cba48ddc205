import { AppError } from '../../errors.js';
import type { FilePort } from '../../ports/local.js';
import { isNeverUploaded } from '../mapping/neverUpload.js';
import type { Publication } from '../publication.js';
import type { AllowedFiles } from '../secrets/allowedFiles.js';
import { beginScan } from '../secrets/secretScan.js';
import { findPublishable } from './readableFile.js';

/** Why a file is not published unless the user allows it: its name (`'name'`), or what its content looks like, from this line on. */
export interface SecretReason {
  readonly kind: string;
  readonly line?: number;
}

/** The means to ask the user, and to remember the answer. */
interface Permit {
  readonly files: FilePort;
  readonly allowedFiles: AllowedFiles;
  confirm(label: string, reasons: readonly SecretReason[]): Promise<boolean>;
}

/**
 * Asks whether a file is published in spite of all that is found in it now, and remembers that; the request as it is then, or `undefined`
 * where the user declines. Throws `badFile` for a file that is not published in any case, and `cancelled`.
 */
export async function allowFile(
  { files, allowedFiles, confirm }: Permit,
  given: Publication,
  signal: AbortSignal,
): Promise<Publication | undefined> {
  const publication = allowedFiles.withAllowed(given);
  const reasons = await findReasons(files, publication, signal);
  if (reasons.length === 0) return publication;
  if (!(await confirm(publication.label, reasons))) return undefined;
  const allowed = [...(publication.allowed ?? []), ...reasons.map(({ kind }) => kind)];
  await allowedFiles.remember({ ...publication, allowed });
  return { ...publication, allowed };
}

/** All reasons that there are now and that the user has not allowed yet. */
async function findReasons(
  files: FilePort,
  publication: Publication,
  signal: AbortSignal,
): Promise<readonly SecretReason[]> {
  const { label, allowed = [] } = publication;
  const path = await findPublishable(files, { ...publication, allowed: ['name'] });
  const scan = beginScan(label);
  const digest = await files.digest(path, (piece) => scan.add(piece), signal);
  if (!digest) throw new AppError('badFile', { subject: label, code: 'gone' });
  const reasons = [...(isNeverUploaded(label) ? [{ kind: 'name' }] : []), ...scan.end()];
  return reasons.filter(({ kind }) => !allowed.includes(kind));
}
