import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../scripts/ensure.mjs';
import { packageExtension } from '../test/support/package.js';
import { printAim } from './print.mjs';

const aims = { bundleKb: 120, vsixKb: 900 };

/** The file that every window loads, and the package that is installed. */
export async function benchSizes(): Promise<void> {
  const vsix = packageExtension();
  const bundle = readFileSync(join(root, 'dist/extension.js'));
  printAim('dist/extension.js, KB', bundle.length / 1024, aims.bundleKb);
  console.log(`  gzipped ${(gzipSync(bundle).length / 1024).toFixed(0)} KB`);
  printAim('.vsix, KB', statSync(vsix).size / 1024, aims.vsixKb);
}
