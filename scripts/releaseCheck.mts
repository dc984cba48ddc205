import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ensure.mjs';
import { findReleaseGaps } from './releaseGaps.mjs';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const gaps = findReleaseGaps({ manifest: JSON.parse(read('package.json')), changelog: read('CHANGELOG.md') });
for (const gap of gaps) console.log(`- ${gap}`);
console.log(gaps.length === 0 ? 'Nothing is left to fill in.' : `To fill in before a release: ${gaps.length}`);
process.exitCode = gaps.length === 0 ? 0 : 1;
