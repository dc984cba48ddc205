import { AppError } from '../../errors.js';
import type { FilePort } from '../../ports/local.js';
import { isNeverUploaded } from '../mapping/neverUpload.js';
import type { Publication } from '../publication.js';
import type { AllowedFiles } from '../secrets/allowedFiles.js';
import { beginScan } from '../secrets/secretScan.js';
import { findPublishable } from './localFile.js';

/** Why a file needs the user's permission: its name (`'name'`), or a kind of secret in its content, first found in `line`. */
export interface SecretReason {
  readonly kind: string;
  readonly line?: number;
}

/** The dependencies of `allowFile`: the files, the remembered answers, and the question to the user. */
interface Permit {
  readonly files: FilePort;
  readonly allowedFiles: AllowedFiles;
  confirm(label: string, reasons: readonly SecretReason[]): Promise<boolean>;
}

/**
 * Asks the user whether to publish a file despite what is found in it now, and remembers a yes. Resolves to the request with the permission, or `undefined`
 * if the user declines. Throws `badFile` if the file is never published, or `cancelled`.
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

/** Returns all reasons against publishing a file that the user has not allowed yet. */
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
