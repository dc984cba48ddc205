import type { FilePort } from '../../ports/local.js';
import { relativeTo } from '../mapping/listUploadable.js';
import type { Publication } from '../publication.js';

type Place = Pick<Publication, 'path' | 'root'>;

/** Returns whether a file on disk has exactly this name. A case-insensitive disk also finds a renamed file by its old name. */
export async function existsWithExactCase(place: Place, files: FilePort): Promise<boolean> {
  return (await files.stat(place.path)) !== undefined && (await hasExactName(place, files)) === true;
}

/** Returns whether a file, or a link to anything, has exactly this name on disk. */
export async function holdsName(place: Place, files: Pick<FilePort, 'holds' | 'realPath'>): Promise<boolean> {
  return (await files.holds(place.path)) && (await hasExactName(place, files)) !== false;
}

/** Returns whether the target of a path has exactly this name on disk; `undefined` for a broken link, and a file that is gone meanwhile. */
export async function hasExactName(
  { path, root }: Place,
  files: Pick<FilePort, 'realPath'>,
): Promise<boolean | undefined> {
  const [realRoot, realPath] = await Promise.all([files.realPath(root), files.realPath(path)]);
  if (realRoot === undefined || realPath === undefined) return undefined;
  const [named, real] = [relativeTo(root, path), relativeTo(realRoot, realPath)];
  return named === real || named?.toLowerCase() !== real?.toLowerCase();
}
