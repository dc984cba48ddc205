import { AppError } from '../../errors.js';
import type { FilePort } from '../../ports/local.js';
import { relativeTo } from '../mapping/listUploadable.js';
import { isNeverUploaded } from '../mapping/neverUpload.js';
import { isNameAllowed, type Publication } from '../publication.js';
import { findSecrets, type SecretFinding } from '../secrets/secretScan.js';

type Refusal = 'gone' | 'outside' | 'neverUploaded';

/**
 * Returns the real path of a file that may be published. Throws `badFile` if the file is gone, leaves its folder through a symbolic link, or may hold
 * secrets by its name.
 */
export async function findPublishable(
  files: FilePort,
  publication: Publication,
  realFolder: FilePort['realPath'] = (folder) => files.realPath(folder),
): Promise<string> {
  const { path, root, workspaceRoot, label } = publication;
  const isNamed = isNameAllowed(publication);
  if (!isNamed && isNeverUploaded(label)) throw refuse(publication, 'neverUploaded');
  const [realWorkspace, realRoot, realPath] = await Promise.all([
    realFolder(workspaceRoot),
    realFolder(root),
    files.realPath(path),
  ]);
  if (realWorkspace === undefined || realRoot === undefined || realPath === undefined)
    throw refuse(publication, 'gone');
  const inside = relativeTo(realWorkspace, realPath);
  if (inside === undefined || relativeTo(realRoot, realPath) === undefined) throw refuse(publication, 'outside');
  // A link inside the folder may point at a secret in it.
  if (isNeverUploaded(inside) && !(isNamed && label === inside)) throw refuse(publication, 'neverUploaded');
  return realPath;
}

/**
 * Reads the path that `findPublishable` has just found, so that a link exchanged meanwhile has no effect. Throws
 * `badFile` also if its content looks like a secret.
 */
export async function readFound(files: FilePort, publication: Publication, path: string): Promise<Uint8Array> {
  const bytes = await files.read(path);
  if (!bytes) throw refuse(publication, 'gone');
  return checkSecret(publication, bytes);
}

/** Returns the bytes unchanged. Throws `badFile` if they contain a secret that the user has not allowed for this file. */
export function checkSecret(publication: Publication, bytes: Uint8Array): Uint8Array {
  requireAllowed(publication, findSecrets(bytes, publication.label));
  return bytes;
}

/** Throws `badFile` with the first finding that the user has not allowed in the file. */
export function requireAllowed({ label, allowed = [] }: Publication, findings: readonly SecretFinding[]): void {
  const secret = findings.find(({ kind }) => !allowed.includes(kind));
  if (secret) throw new AppError('badFile', { subject: label, code: 'secret', secret });
}

function refuse({ label }: Publication, code: Refusal): AppError {
  return new AppError('badFile', { subject: label, code });
}
