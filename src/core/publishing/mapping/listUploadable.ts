import { inTurns } from '../../concurrency/inTurns.js';
import { AppError } from '../../errors.js';
import type { FilePort, ListedFile } from '../../ports/local.js';
import { isNeverUploaded } from './neverUpload.js';

/** A folder to list. `path` is its path on disk; `label` is its POSIX path relative to the workspace folder, empty for the workspace folder itself. */
export interface LabelledFolder {
  readonly path: string;
  readonly label: string;
}

/** Receives what a listing leaves out. Paths are POSIX and relative to the listed folder; an empty path is the listed folder itself. */
interface LeftOutListener {
  /** As in `FilePort.list`. */
  onUnnamed?(path: string): void;
  onNeverUploaded?(path: string, kind: 'file' | 'folder'): void;
}

/**
 * Lists the files below a folder, except those that are never published, such as files that may hold secrets. A link is also left out if its target is never
 * published. Folders that are never published are not read.
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
  const kept: ListedFile[] = [];
  await inTurns(listed, (file) => {
    const { path, real } = file;
    const isNever = isNeverPublished(path) || (real !== undefined && isNeverPublished(real));
    if (isNever) onNeverUploaded?.(path, 'file');
    else kept.push(file);
  });
  return kept;
}

/** Returns whether a symbolic link makes the folder lead outside its workspace folder. Resolves to false for a folder that does not exist. */
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

/** Lists a folder like `listUploadable`. Throws `badFile` if a link makes the folder lead outside its workspace folder. */
export async function listInWorkspace(
  files: Pick<FilePort, 'list' | 'realPath'>,
  folder: LabelledFolder,
  signal: AbortSignal,
  listener?: LeftOutListener,
): Promise<readonly ListedFile[]> {
  if (await leavesWorkspace(files, folder)) throw new AppError('badFile', { subject: folder.label, code: 'outside' });
  return listUploadable(files, folder, signal, listener);
}

/** Returns the POSIX path of `path` relative to the folder `root`, or `undefined` if `path` is outside. */
export function relativeTo(root: string, path: string): string | undefined {
  // In POSIX names a backslash is an ordinary character and must not end the folder.
  const isPosix = root.startsWith('/');
  const [base, full] = isPosix ? [root, path] : [root.replaceAll('\\', '/'), path.replaceAll('\\', '/')];
  const start = base.endsWith('/') ? base : `${base}/`;
  return full.startsWith(start) ? full.slice(start.length) : undefined;
}
