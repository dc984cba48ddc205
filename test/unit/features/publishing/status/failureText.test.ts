import { expect, test } from 'vitest';
import type { PublishCause } from '../../../../../src/core/publishing/publication.js';
import { endText } from '../../../../../src/features/publishing/folder/runFolder.js';
import { badFileText, failureText } from '../../../../../src/features/publishing/status/queueRows.js';

const link = '[Sign In](command:workbench.action.quit)';
const bare = '[Sign In] (command:workbench.action.quit)';
const stale = { kind: 'stale', url: `https://img.example.com/${link}`, etag: link } as const;
const failed: PublishCause = { kind: 'error', error: { kind: 'forbidden', details: { subject: link } } };

test.each([
  ['a stale edge', failureText(stale)],
  ['an error', failureText(failed)],
  ...['gone', 'outside', 'secret', 'neverUploaded', undefined].map((code) => [String(code), badFileText(code, link)]),
  [
    'a run',
    endText({ name: link, publications: [] }, { cancelled: false, sent: 0, failures: [], waiting: [], dropped: [] }),
  ],
])('no name adds a link of its own to the text about %s', (_name, text) => {
  expect(text).toContain(bare);
  expect(text).not.toContain('](');
});

test('a file that is unpublishable by its kind shows the reason', () => {
  expect(badFileText('notRegular', 'site/pipe')).toBe(
    'This is not a regular file and is not read: replace it with a regular file: site/pipe',
  );
});
