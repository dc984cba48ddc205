import { AppError } from '../../errors.js';
import type { FilePort, ListedFile } from '../../ports/local.js';
import { isNeverUploaded } from './neverUpload.js';

/** A folder to list: where it is on disk, and its POSIX path relative to the workspace folder, which is empty for that folder itself. */
export interface LabelledFolder {
  readonly path: string;
  readonly label: string;
}

/** Told of what is left out; paths are POSIX and relative to the listed folder, which is itself empty. */
export interface LeftOutListener {
  /** As in `FilePort.list`. */
  onUnnamed?(path: string): void;
  onNeverUploaded?(path: string, kind: 'file' | 'folder'): void;
}

/**
 * The files below a folder without those that are never published, such as files that may hold secrets: by their own paths, and a
 * link also by where it leads. A folder that is itself never published is not read.
 */
export async function listUploadable(
  files: Pick<FilePort, 'list'>,
  { path: top, label }: LabelledFolder,
  signal: AbortSignal,
  { onUnnamed, onNeverUploaded }: LeftOutListener = {},
): Promise<readonly ListedFile[]> {
  const toLabel = (path: string) => (label === '' ? path : `${label}/${path}`);
  const isNeverPublished = (path: string) => isNeverUploaded(toLabel(path));
  const skips = (path: string) => {
    const isSkipped = isNeverPublished(path === '' ? 'x' : `${path}/x`);
    if (isSkipped) onNeverUploaded?.(path, 'folder');
    return isSkipped;
  };
  if (skips('')) return [];
  const listed = await files.list(top, skips, signal, onUnnamed);
  return listed.filter(({ path, real }) => {
    const isKept = !isNeverPublished(path) && !(real !== undefined && isNeverPublished(real));
    if (!isKept) onNeverUploaded?.(path, 'file');
    return isKept;
  });
}

/** Whether a link leads a folder out of its workspace folder: nothing there is a file of the workspace. One that is not there leads nowhere. */
export async function leavesWorkspace(
  files: Pick<FilePort, 'realPath'>,
  { path, label }: LabelledFolder,
): Promise<boolean> {
  if (label === '') return false;
  const [inner, outer] = await Promise.all([
    files.realPath(path),
    files.realPath(path.slice(0, path.length - label.length - 1)),
  ]);
  return inner !== undefined && outer !== undefined && relativeTo(outer, inner) === undefined;
}

/** The same for a folder of the workspace; throws `badFile` where a link leads that out of its workspace folder. */
export async function listInWorkspace(
  files: Pick<FilePort, 'list' | 'realPath'>,
  folder: LabelledFolder,
  signal: AbortSignal,
  listener?: LeftOutListener,
): Promise<readonly ListedFile[]> {
  if (await leavesWorkspace(files, folder)) throw new AppError('badFile', { subject: folder.label, code: 'outside' });
  return listUploadable(files, folder, signal, listener);
}

/** The path inside that folder, POSIX; `undefined` when it is elsewhere. */
export function relativeTo(root: string, path: string): string | undefined {
  // A backslash is a sign like others in the names of POSIX, where it must not pass for the end of the folder.
  const isPosix = root.startsWith('/');
  const [base, full] = isPosix ? [root, path] : [root.replaceAll('\\', '/'), path.replaceAll('\\', '/')];
  const start = base.endsWith('/') ? base : `${base}/`;
  return full.startsWith(start) ? full.slice(start.length) : undefined;
}
