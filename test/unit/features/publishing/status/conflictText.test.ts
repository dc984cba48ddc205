import { expect, test, vi } from 'vitest';
import type { Entry } from '../../../../../src/core/publishing/entry.js';
import type { Publication } from '../../../../../src/core/publishing/publication.js';
import { conflictText, goOnLabel } from '../../../../../src/features/publishing/status/conflictText.js';

vi.mock('vscode', () => import('../../../../support/vscodeWords.js'));

function entry(key: string, etag: string | undefined, act: Publication['act'] = 'upload'): Entry {
  const bucket = { name: 'my-site', region: 'cn-hangzhou' };
  const place = { path: `/w/${key}`, workspaceRoot: '/w', root: '/w', label: key, accountId: '1', bucket, domains: [] };
  const remote = etag === undefined ? {} : { etag };
  const publication = { ...place, id: key, key, act };
  return { publication, version: 1, at: 1, stage: 'conflict', owesRefresh: false, attempts: 0, remote };
}

const [changed, gone, kept] = [entry('a', 'E'), entry('b', undefined), entry('c', 'E', 'delete')];

test.each([
  [[changed], 'Somebody else has changed this object since it was last seen from here: a', 'Overwrite'],
  [[gone], 'Somebody else has deleted this object since it was last seen from here: b', 'Overwrite'],
  [[kept], 'Somebody else has changed this object since it was last seen from here: c', 'Delete Anyway'],
  [
    [changed, changed],
    'Somebody else has changed objects since they were last seen from here. Objects: 2',
    'Overwrite All',
  ],
  [[gone, gone], 'Somebody else has deleted objects since they were last seen from here. Objects: 2', 'Overwrite All'],
  [
    [changed, gone],
    'Somebody else has changed or deleted objects since they were last seen from here. Objects: 2',
    'Overwrite All',
  ],
  [
    [kept, gone],
    'Somebody else has changed or deleted objects since they were last seen from here. Objects: 2',
    'Overwrite and Delete All',
  ],
  [
    [kept, kept],
    'Somebody else has changed objects since they were last seen from here. Objects: 2',
    'Delete All Anyway',
  ],
])('conflicts are told as what they are: %#', (entries, text, label) => {
  expect([conflictText(entries), goOnLabel(entries)]).toEqual([text, label]);
});
