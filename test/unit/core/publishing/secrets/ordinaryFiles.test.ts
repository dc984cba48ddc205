import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../../../../scripts/ensure.mjs';
import { findSecrets } from '../../../../../src/core/publishing/secrets/secretScan.js';

const count = 10_000;
const isSiteFile = /\.(html|css|js|svg|map|json|md)$/;
/** A scanner of others has samples of what it looks for. */
const hasSamples = /@secretlint/;

/** Files that others have published, many of them about keys and tokens. */
function listSiteFiles(): readonly string[] {
  // The lockfile says which these are: a VS Code that is being fetched has others each time.
  const entries = readdirSync(join(root, 'node_modules'), { recursive: true, withFileTypes: true });
  const files = entries.filter(
    (entry) => entry.isFile() && isSiteFile.test(entry.name) && !hasSamples.test(entry.parentPath),
  );
  const step = files.length / count;
  return Array.from({ length: count }, (_, at) => files[Math.floor(at * step)]).flatMap((file) =>
    file ? join(file.parentPath, file.name) : [],
  );
}

test('the secret scan refuses none of 10,000 ordinary files of web sites', () => {
  const files = listSiteFiles();
  expect(new Set(files).size).toBe(count);
  expect(files.filter((file) => findSecrets(readFileSync(file), file).length > 0)).toEqual([]);
});
