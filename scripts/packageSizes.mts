import { statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ensure.mjs';

/** The size of a part of the package and its limit, in KB. */
export interface PackageSize {
  readonly name: string;
  readonly kb: number;
  readonly limitKb: number;
}

/** Measures the two parts that have a size limit: the file that every window loads, and the .vsix. */
export function measurePackage(vsix: string): readonly PackageSize[] {
  const measure = (name: string, path: string, limitKb: number) => ({ name, kb: statSync(path).size / 1024, limitKb });
  return [measure('dist/extension.js', join(root, 'dist/extension.js'), 120), measure('.vsix', vsix, 900)];
}

/** Throws an error with the size and the limit of each part that is larger than allowed. */
export function requireSizes(sizes: readonly PackageSize[]): void {
  const over = sizes.filter(({ kb, limitKb }) => kb > limitKb);
  if (over.length === 0) return;
  const texts = over.map(({ name, kb, limitKb }) => `${name} has ${kb.toFixed(1)} KB, at most ${limitKb} are allowed`);
  throw new Error(`The package is too large: ${texts.join('; ')}`);
}
