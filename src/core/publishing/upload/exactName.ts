import type { FilePort } from '../../ports/local.js';
import { relativeTo } from '../mapping/listUploadable.js';
import type { Publication } from '../publication.js';

type Place = Pick<Publication, 'path' | 'root'>;

/** Whether a file is on disk under exactly this name: where upper and lower case are one, a renamed file is found by its old name too. */
export async function existsWithExactCase(place: Place, files: FilePort): Promise<boolean> {
  return (await files.stat(place.path)) !== undefined && (await hasExactName(place, files)) === true;
}

/** Whether a file, or a link wherever it leads, has exactly this name on disk. */
export async function holdsName(place: Place, files: Pick<FilePort, 'holds' | 'realPath'>): Promise<boolean> {
  return (await files.holds(place.path)) && (await hasExactName(place, files)) !== false;
}

/** Whether what a path leads to has exactly this name on disk; `undefined` for a link that leads nowhere, and what is gone meanwhile. */
export async function hasExactName(
  { path, root }: Place,
  files: Pick<FilePort, 'realPath'>,
): Promise<boolean | undefined> {
  const [realRoot, realPath] = await Promise.all([files.realPath(root), files.realPath(path)]);
  if (realRoot === undefined || realPath === undefined) return undefined;
  const [named, real] = [relativeTo(root, path), relativeTo(realRoot, realPath)];
  return named === real || named?.toLowerCase() !== real?.toLowerCase();
}
