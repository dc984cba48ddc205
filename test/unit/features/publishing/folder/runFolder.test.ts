import { describe, expect, it } from 'vitest';
import type { Publication } from '../../../../../src/core/publishing/publication.js';
import { endText } from '../../../../../src/features/publishing/folder/runFolder.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const cause = { kind: 'stale', url: 'https://img.example.com/a' } as const;

function publication(key: string, act: Publication['act'] = 'upload'): Publication {
  const place = { path: `/w/${key}`, workspaceRoot: '/w', root: '/w', label: key, accountId: '1', bucket, domains: [] };
  return { ...place, id: key, key, act };
}

const [a, b, gone] = [publication('a'), publication('b'), publication('gone', 'delete')];
const run = { name: 'css', publications: [a, b, gone] };

describe('endText', () => {
  it.each([
    [{ cancelled: false, sent: 3, failures: [], waiting: [], dropped: [] }, 'Published css · files: 2 · deleted: 1'],
    [
      { cancelled: false, sent: 1, failures: [{ publication: b, cause }], waiting: [gone], dropped: [] },
      'Publish css · succeeded: 1 · failed: 1 · waiting for your decision: 1',
    ],
    [
      { cancelled: false, sent: 1, failures: [], waiting: [], dropped: [b, gone] },
      'Published css · files: 1 · canceled: 2',
    ],
    [
      { cancelled: true, sent: 1, failures: [], waiting: [], dropped: [] },
      'Canceled css. 1 of 3 files were already published and will still be refreshed',
    ],
  ])('endText of %j', (end, expected) => {
    expect(endText(run, end)).toBe(expected);
  });
});
