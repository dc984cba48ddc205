import { AppError } from '../errors.js';
import type { FilePort } from '../ports/local.js';
import { isNeverUploaded } from './neverUpload.js';
import type { Publication } from './publication.js';

/** The saved bytes of a file; throws `badFile` when it is gone, leaves its folder through a symbolic link, or may hold secrets. */
export async function readPublishable(files: FilePort, publication: Publication): Promise<Uint8Array> {
  const { path, root, workspaceRoot, label } = publication;
  const refuse = (code: 'gone' | 'outside' | 'neverUploaded') => new AppError('badFile', { subject: label, code });
  if (isNeverUploaded(label)) throw refuse('neverUploaded');
  const [realWorkspace, realRoot, realPath] = await Promise.all(
    [workspaceRoot, root, path].map((each) => files.realPath(each)),
  );
  if (realWorkspace === undefined || realRoot === undefined || realPath === undefined) throw refuse('gone');
  const inside = relativeTo(realWorkspace, realPath);
  if (inside === undefined || relativeTo(realRoot, realPath) === undefined) throw refuse('outside');
  // A link inside the folder may still point at a secret in it.
  if (isNeverUploaded(inside)) throw refuse('neverUploaded');
  // The resolved path is read, so that a link exchanged meanwhile changes nothing.
  const bytes = await files.read(realPath);
  if (!bytes) throw refuse('gone');
  return bytes;
}

function relativeTo(root: string, path: string): string | undefined {
  const [base, full] = [root, path].map((each) => each.replaceAll('\\', '/')) as [string, string];
  const start = base.endsWith('/') ? base : `${base}/`;
  return full.startsWith(start) ? full.slice(start.length) : undefined;
}
