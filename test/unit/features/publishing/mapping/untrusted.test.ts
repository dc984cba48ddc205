import { beforeEach, expect, test } from 'vitest';
import { Uri } from 'vscode';
import { AppError } from '../../../../../src/core/errors.js';
import { errorText } from '../../../../../src/core/errorTexts/errorText.js';
import { readText } from '../../../../../src/features/publishing/mapping/mappingFile.js';
import { createOnboardingMapping } from '../../../../../src/features/publishing/onboardingMapping.js';
import { disk, resetWorkspace, workspace } from '../../../../support/fakeWorkspace.js';

beforeEach(() => {
  resetWorkspace();
  workspace.isTrusted = false;
});

const origin = { kind: 'bucket', bucket: { name: 'abc', region: 'cn-hangzhou' } };
const plan = { domain: 'img.example.com', origin } as never;

test.each([
  [
    'a mapping',
    () => createOnboardingMapping({} as never, expect.unreachable).addMapping({ plan, folder: 'file:///w/dist' }),
  ],
])('the mapping file is neither read nor changed before trust when %s', async (_name, act) => {
  const error: unknown = await act().catch((caught: unknown) => caught);
  expect(error instanceof AppError && errorText(error)).toMatch(/^This workspace is not trusted.*: \.vscode\/oss-cdn/);
  expect(disk.touched).toEqual([]);
});

test('a mapping file that is no regular file is refused unread, with its own sentence', async () => {
  const uri = Uri.file('/w/.vscode/oss-cdn.json');
  disk.files.set(uri.path, undefined);
  const error: unknown = await readText(uri).catch((caught: unknown) => caught);
  expect(error instanceof AppError && errorText(error)).toBe(
    'This is not a regular file and is not read: replace it with a regular file: /w/.vscode/oss-cdn.json',
  );
});

test('a mapping file that is too large is refused unread, with its own sentence', async () => {
  const uri = Uri.file('/w/.vscode/oss-cdn.json');
  disk.files.set(uri.path, ' '.repeat(300 * 1024));
  const error: unknown = await readText(uri).catch((caught: unknown) => caught);
  expect(error instanceof AppError && errorText(error)).toContain('A mapping file has at most 256 KB');
  expect(disk.touched).toEqual(['/w/.vscode/oss-cdn.json', '/w/.vscode']);
});
