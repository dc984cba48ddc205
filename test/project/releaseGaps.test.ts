import { expect, test } from 'vitest';
import { findReleaseGaps, type StoreManifest } from '../../scripts/releaseGaps.mjs';

const complete: StoreManifest = {
  name: 'oss-cdn',
  version: '0.1.0',
  publisher: 'shop-demo',
  repository: { url: 'git+https://github.com/shop-demo/oss-cdn.git' },
  bugs: { url: 'https://github.com/shop-demo/oss-cdn/issues' },
  homepage: 'https://github.com/shop-demo/oss-cdn#readme',
  vsce: { baseContentUrl: 'https://github.com/shop-demo/oss-cdn/blob/main/docs' },
};
const changelog = '# Changelog\n\n## 0.1.0\n\n- First.\n';

test('a complete manifest with a section in the changelog has nothing to fill in', () => {
  expect(findReleaseGaps({ manifest: complete, changelog })).toEqual([]);
});

test.each<[string, Partial<StoreManifest>, string]>([
  ['a placeholder for the publisher', { publisher: 'oss-cdn' }, 'publisher'],
  ['a private package', { private: true }, 'private'],
  ['no repository', { repository: '' }, 'repository'],
  ['an address for bugs that is no address', { bugs: 'by mail' }, 'bugs'],
  ['a home page of example.com', { homepage: 'https://example.com/oss-cdn' }, 'homepage'],
  ['pictures under an address of example.com', { vsce: { baseContentUrl: 'https://example.com/docs' } }, 'vsce'],
  ['a version without a section', { version: '0.2.0' }, 'CHANGELOG.md'],
])('the release check names %s', (_title, more, named) => {
  const gaps = findReleaseGaps({ manifest: { ...complete, ...more }, changelog });
  expect(gaps).toEqual([expect.stringContaining(named)]);
});
