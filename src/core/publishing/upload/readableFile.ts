import { AppError } from '../../errors.js';
import type { FilePort } from '../../ports/local.js';
import { relativeTo } from '../mapping/listUploadable.js';
import { isNeverUploaded } from '../mapping/neverUpload.js';
import type { Publication } from '../publication.js';
import { looksSecret } from './secretScan.js';

type Refusal = 'gone' | 'outside' | 'neverUploaded' | 'secret';

/** Where the file really is; throws `badFile` when it is gone, leaves its folder through a symbolic link, or may hold secrets. */
export async function findPublishable(
  files: FilePort,
  publication: Publication,
  realFolder: FilePort['realPath'] = (folder) => files.realPath(folder),
): Promise<string> {
  const { path, root, workspaceRoot, label, named } = publication;
  if (!named && isNeverUploaded(label)) throw refuse(publication, 'neverUploaded');
  const [realWorkspace, realRoot, realPath] = await Promise.all([
    realFolder(workspaceRoot),
    realFolder(root),
    files.realPath(path),
  ]);
  if (realWorkspace === undefined || realRoot === undefined || realPath === undefined)
    throw refuse(publication, 'gone');
  const inside = relativeTo(realWorkspace, realPath);
  if (inside === undefined || relativeTo(realRoot, realPath) === undefined) throw refuse(publication, 'outside');
  // A link inside the folder may still point at a secret in it, which was not named.
  if (isNeverUploaded(inside) && !(named && label === inside)) throw refuse(publication, 'neverUploaded');
  return realPath;
}

/** The saved bytes of a file that `findPublishable` finds; throws `badFile` also when they look like a secret. */
export async function readPublishable(files: FilePort, publication: Publication): Promise<Uint8Array> {
  return readFound(files, publication, await findPublishable(files, publication));
}

/** The same where `findPublishable` has just found the path: that is read, so that a link exchanged meanwhile changes nothing. */
export async function readFound(files: FilePort, publication: Publication, path: string): Promise<Uint8Array> {
  const bytes = await files.read(path);
  if (!bytes) throw refuse(publication, 'gone');
  return checkSecret(publication, bytes);
}

/** The bytes of a file; throws `badFile` when they look like a secret, unless the user has named the file. */
export function checkSecret(publication: Publication, bytes: Uint8Array): Uint8Array {
  if (!publication.named && looksSecret(bytes)) throw refuse(publication, 'secret');
  return bytes;
}

function refuse({ label }: Publication, code: Refusal): AppError {
  return new AppError('badFile', { subject: label, code });
}
