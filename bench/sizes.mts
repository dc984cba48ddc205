import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../scripts/ensure.mjs';
import { measurePackage } from '../scripts/packageSizes.mjs';
import { packageExtension } from '../test/support/package.js';
import { printAim } from './print.mjs';

/** The file that every window loads, and the package that is installed; packaging fails above the same limits. */
export async function benchSizes(): Promise<void> {
  for (const { name, kb, limitKb } of measurePackage(packageExtension())) printAim(`${name}, KB`, kb, limitKb);
  const bundle = readFileSync(join(root, 'dist/extension.js'));
  console.log(`  dist/extension.js gzipped ${(gzipSync(bundle).length / 1024).toFixed(0)} KB`);
}
