import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ensure.mjs';

const pictures = join(root, 'test/ui/.out');

/**
 * Removes the pictures of earlier UI tests, so that none is taken for one of the run that begins. A run of single files leaves
 * those of the others and removes only what failures left.
 */
export function clearPictures(isPart: boolean): void {
  const names = existsSync(pictures) ? readdirSync(pictures) : [];
  for (const name of names.filter((each) => !isPart || each.startsWith('failed-')))
    rmSync(join(pictures, name), { recursive: true });
}
