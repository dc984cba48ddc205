import { statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ensure.mjs';

/** How large a part of the package is, and how large it may be; in KB. */
export interface PackageSize {
  readonly name: string;
  readonly kb: number;
  readonly limitKb: number;
}

/** Measures what has a limit: the file that every window loads, and the package that is installed. */
export function measurePackage(vsix: string): readonly PackageSize[] {
  const measure = (name: string, path: string, limitKb: number) => ({ name, kb: statSync(path).size / 1024, limitKb });
  return [measure('dist/extension.js', join(root, 'dist/extension.js'), 120), measure('.vsix', vsix, 900)];
}

/** Throws where something is larger than it may be, with both sizes. */
export function requireSizes(sizes: readonly PackageSize[]): void {
  const over = sizes.filter(({ kb, limitKb }) => kb > limitKb);
  if (over.length === 0) return;
  const texts = over.map(({ name, kb, limitKb }) => `${name} has ${kb.toFixed(1)} KB, at most ${limitKb} are allowed`);
  throw new Error(`The package is too large: ${texts.join('; ')}`);
}
