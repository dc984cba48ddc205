import { beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import { createFile } from '../../../../../src/features/objects/objectCommands.js';
import { editor, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import type { Line } from '../../../../support/scriptedUi.js';
import { bucket, openWindow } from '../objectWindow.js';

beforeEach(resetEditor);

async function open(keys: readonly string[], ...lines: readonly Line[]) {
  const { cloud, deps } = await openWindow(keys, undefined, lines);
  return { cloud, deps, stored: cloud.state.buckets.get(bucket.name)! };
}

test('a new file is an empty object with the type of its name, which is opened', async () => {
  const { deps, stored } = await open([], { type: 'new.html' });
  await createFile(deps, { bucket, key: 'site/' });
  const made = stored.objects.get('site/new.html');
  expect({ size: made?.size, type: made?.headers['content-type'] }).toEqual({
    size: 0,
    type: 'text/html; charset=utf-8',
  });
  expect(editor.ran).toEqual([
    ['ossCdn.retryNode', 'folder:my-site/site/'],
    ['ossCdn.openObject', { bucket, key: 'site/new.html' }],
  ]);
});

test.each([undefined, 'enabled'] as const)('a file that exists is kept (versioning: %s)', async (versioning) => {
  const { deps, stored } = await open(['a.js'], { type: 'a.js' });
  stored.info = { ...stored.info, ...(versioning && { versioning }) };
  await createFile(deps, bucket);
  expect(stored.objects.get('a.js')?.size).toBe(4);
  expect(shownTexts()).toEqual(['The file already exists, choose another name: my-site/a.js']);
});

test('a file that another author creates meanwhile is kept', async () => {
  const { deps, cloud, stored } = await open(['other'], { type: 'a.js' });
  const { readObjectHead } = cloud.oss;
  cloud.oss.readObjectHead = async (...given) => {
    const head = await readObjectHead(...given);
    stored.objects.set('a.js', stored.objects.get('other')!);
    return head;
  };
  await createFile(deps, bucket);
  expect(stored.objects.get('a.js')?.size).toBe(5);
  expect(shownTexts()).toEqual(['The file already exists, choose another name: my-site/a.js']);
});

test.each([true, false])('a new file whose answer was lost is looked for (made: %s)', async (isMade) => {
  const { deps, cloud, stored } = await open([], { type: 'a.js' });
  const { putObject } = cloud.oss;
  cloud.oss.putObject = async (...given) => {
    if (isMade) await putObject(...given);
    throw new AppError('unavailable');
  };
  const ended = await createFile(deps, bucket).then(
    () => 'opened',
    (error: AppError) => error.kind,
  );
  expect([ended, stored.objects.has('a.js'), shownTexts()]).toEqual([isMade ? 'opened' : 'unavailable', isMade, []]);
});

test('paths and names that OSS does not accept are refused where they are typed', async () => {
  const names = ['', '.', '..', 'a/b', 'n'.repeat(1_024)];
  const { deps, stored } = await open([], ...names.map((type) => ({ type, refused: /^Enter a name/ })), 'cancel');
  await createFile(deps, bucket);
  expect(stored.objects.size).toBe(0);
});
