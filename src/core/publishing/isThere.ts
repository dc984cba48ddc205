import type { FilePort } from '../ports/local.js';
import type { Publication } from './publication.js';
import { relativeTo } from './readPublishable.js';

/** Whether a file is on disk under exactly this name: where upper and lower case are one, a renamed file is found by its old name too. */
export async function isThere({ path, root }: Pick<Publication, 'path' | 'root'>, files: FilePort): Promise<boolean> {
  if (!(await files.stat(path))) return false;
  const [realRoot, realPath] = await Promise.all([files.realPath(root), files.realPath(path)]);
  if (realRoot === undefined || realPath === undefined) return false;
  const [named, real] = [relativeTo(root, path), relativeTo(realRoot, realPath)];
  return named === real || named?.toLowerCase() !== real?.toLowerCase();
}
