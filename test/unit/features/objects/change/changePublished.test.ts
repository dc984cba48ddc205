import { beforeEach, expect, test } from 'vitest';
import { undoChange } from '../../../../../src/features/activity/undoChange.js';
import { editHeaders } from '../../../../../src/features/objects/change/editHeaders.js';
import { setAcl } from '../../../../../src/features/objects/change/setAcl.js';
import { restoreVersionAsked } from '../../../../../src/features/objects/versions/showVersions.js';
import { editor, resetEditor } from '../../../../support/fakeVscode.js';
import type { Line } from '../../../../support/scriptedUi.js';
import { bucket, openPublisher } from '../../../core/publishing/engineWorld.js';
import { openWindow } from '../objectWindow.js';

beforeEach(resetEditor);

const { signal } = new AbortController();

/** A published file, and a window that changes its object. */
async function publishOne(lines: readonly Line[] = []) {
  const opened = openPublisher();
  const { world, publish } = opened;
  await publish('a.js', 'one');
  const { deps: own } = await openWindow([], undefined, lines);
  const session = { ...own.session, cloud: async () => world.cloud };
  return { ...opened, deps: { ...own, session, clock: world.clock, store: world.shared.window('objects') } };
}

test('a published object whose headers were edited is saved again without a conflict, and keeps them', async () => {
  const { world, publish, publisher, deps } = await publishOne([
    { pick: 'Cache-Control' },
    { type: 'no-cache' },
    { pick: 'Review Changes…' },
  ]);
  editor.press = (button) => /^Change( Only)?$/.test(button);
  await editHeaders(deps, [{ bucket, key: 'a.js' }]);
  await publish('a.js', 'two');
  const head = await world.cloud.oss.readObjectHead(bucket, 'a.js', signal);
  expect([world.textOf('a.js'), publisher.state.kind, head?.headers['cache-control']]).toEqual([
    'two',
    'idle',
    'no-cache',
  ]);
});

test('a save does not overwrite a restored version without a question', async () => {
  const { world, publish, publisher, deps } = await publishOne();
  await world.cloud.oss.setVersioning(bucket, 'enabled', signal);
  await publish('a.js', 'two');
  const { versions } = await world.cloud.oss.listVersions(bucket, { prefix: 'a.js', limit: 9 }, signal);
  const [current, version] = versions;
  editor.press = (button) => /^Restore( Only)?$/.test(button);
  await restoreVersionAsked(deps, { bucket, key: 'a.js' }, { version: version!, current });
  expect(world.textOf('a.js')).toBe('one');
  await publish('a.js', 'three');
  expect([world.textOf('a.js'), publisher.list({ stages: ['conflict'] }).length]).toEqual(['one', 1]);
});

test('a save keeps the ACL that was set for a published object', async () => {
  const { world, publish, deps } = await publishOne([{ pick: 'private' }]);
  editor.press = (button) => /^Set ACL( Only)?$/.test(button);
  await setAcl(deps, [{ bucket, key: 'a.js' }]);
  await publish('a.js', 'two');
  expect([world.textOf('a.js'), await world.cloud.oss.readObjectAcl(bucket, 'a.js', signal)]).toEqual([
    'two',
    'private',
  ]);
});

test('an object that was uploaded in parts is saved again without a conflict after its headers were edited', async () => {
  const { world, publish, publisher, deps } = await publishOne([
    { pick: 'Cache-Control' },
    { type: 'no-cache' },
    { pick: 'Review Changes…' },
  ]);
  const { copyObject } = world.cloud.oss;
  world.cloud.oss.copyObject = async (...given) => {
    const result = await copyObject(...given);
    const object = world.cloud.state.buckets.get(bucket.name)!.objects.get('a.js')!;
    world.cloud.state.buckets.get(bucket.name)!.objects.set('a.js', { ...object, etag: 'OTHER' });
    return result && { ...result, etag: 'OTHER' };
  };
  editor.press = (button) => /^Change( Only)?$/.test(button);
  await editHeaders(deps, [{ bucket, key: 'a.js' }]);
  await publish('a.js', 'two');
  expect([world.textOf('a.js'), publisher.state.kind]).toEqual(['two', 'idle']);
});

test('a save keeps the ACL that Undo restored', async () => {
  const { world, publish, deps } = await publishOne([{ pick: 'private' }]);
  editor.press = (button) => /^(Set ACL( Only)?|Undo)$/.test(button);
  await setAcl(deps, [{ bucket, key: 'a.js' }]);
  const change = { kind: 'objectAcl', at: { bucket, key: 'a.js' }, before: 'public-read', after: 'private' } as const;
  const entry = { id: '1', action: 'PutObjectAcl', subject: 'a.js', startedAt: 0, durationMs: 0, change };
  await undoChange({ ...deps, activity: { markUndone: async () => undefined } } as never, entry);
  await publish('a.js', 'two');
  expect(await world.cloud.oss.readObjectAcl(bucket, 'a.js', signal)).toBe('public-read');
});
