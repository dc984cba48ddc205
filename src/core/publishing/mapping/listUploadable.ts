import { AppError } from '../../errors.js';
import type { FilePort, ListedFile } from '../../ports/local.js';
import { isNeverUploaded } from './neverUpload.js';

/** A folder to list: its path on disk, and its POSIX path relative to the workspace folder, empty for that itself. */
export interface LabelledFolder {
  readonly path: string;
  readonly label: string;
}

/** Called for omitted entries; paths are POSIX and relative to the listed folder, which is empty. */
export interface LeftOutListener {
  /** As in `FilePort.list`. */
  onUnnamed?(path: string): void;
  onNeverUploaded?(path: string, kind: 'file' | 'folder'): void;
}

/**
 * Lists the files below a folder without those that are never published, such as files that may hold secrets: by their
 * own paths, and for a link also by its target. A folder that is never published is not read.
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

/** Returns whether a link leads a folder out of its workspace folder. False for a missing folder. */
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

/** Lists a folder of the workspace; throws `badFile` if a link leads it out of its workspace folder. */
export async function listInWorkspace(
  files: Pick<FilePort, 'list' | 'realPath'>,
  folder: LabelledFolder,
  signal: AbortSignal,
  listener?: LeftOutListener,
): Promise<readonly ListedFile[]> {
  if (await leavesWorkspace(files, folder)) throw new AppError('badFile', { subject: folder.label, code: 'outside' });
  return listUploadable(files, folder, signal, listener);
}

/** The path inside that folder, POSIX; `undefined` if it is outside. */
export function relativeTo(root: string, path: string): string | undefined {
  // In POSIX names a backslash is an ordinary character and must not end the folder.
  const isPosix = root.startsWith('/');
  const [base, full] = isPosix ? [root, path] : [root.replaceAll('\\', '/'), path.replaceAll('\\', '/')];
  const start = base.endsWith('/') ? base : `${base}/`;
  return full.startsWith(start) ? full.slice(start.length) : undefined;
}
