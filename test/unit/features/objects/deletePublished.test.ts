import { beforeEach, expect, test } from 'vitest';
import { deleteTargets } from '../../../../src/features/objects/objectCommands.js';
import { editor, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { bucket, openPublisher } from '../../core/publishing/engineWorld.js';
import { planIn } from '../../core/publishing/folder/planIn.js';
import { openWindow } from './objectWindow.js';

beforeEach(resetEditor);

/** A published file, and a window that deletes its object when it is asked. */
async function publishOne() {
  const opened = openPublisher();
  const { world, publish } = opened;
  await publish('a.js', 'one');
  const { deps: own, failures } = await openWindow([]);
  const session = { ...own.session, cloud: async () => world.cloud };
  const deps = { ...own, session, clock: world.clock, store: world.shared.window('objects') };
  editor.press = (button) => button === 'Delete Only';
  const remove = () => deleteTargets(deps, [{ bucket, key: 'a.js' }]);
  return { ...opened, deps, failures, remove };
}

test('a published object that was deleted in the tree is uploaded again by the next save without a conflict', async () => {
  const { world, publish, publisher, remove } = await publishOne();
  await remove();
  expect(world.stored('a.js')).toBeUndefined();
  await publish('a.js', 'two');
  expect({ text: world.textOf('a.js'), state: publisher.state.kind }).toEqual({ text: 'two', state: 'idle' });
});

test('a published object that was deleted in the tree is a plain addition when its folder is published', async () => {
  const { world, remove } = await publishOne();
  world.remove('.keep');
  await remove();
  const { kinds, conflicts } = await planIn(world);
  expect({ kinds, conflicts }).toEqual({ kinds: ['add a.js'], conflicts: [] });
});

test('an object that may have been deleted in the tree is uploaded again by the next save without a conflict', async () => {
  const { world, publish, publisher, remove } = await publishOne();
  world.cloud.failNext('oss.deleteObjects', 'after', 'timeout');
  await remove();
  await publish('a.js', 'two');
  expect({ text: world.textOf('a.js'), state: publisher.state.kind }).toEqual({ text: 'two', state: 'idle' });
});

test('the record of an object that was published again during its deletion is kept', async () => {
  const { world, remove } = await publishOne();
  const store = world.shared.window('other');
  const read = () => store.read(({ ledger }) => ledger.get(bucket, 'a.js'));
  const newer = { ...read()!, seenAt: world.clock.now() + 1 };
  const { deleteObjects } = world.cloud.oss;
  world.cloud.oss.deleteObjects = async (...given) => {
    const answer = await deleteObjects(...given);
    await store.write(({ ledger }) => ledger.set(bucket, 'a.js', newer));
    return answer;
  };
  await remove();
  expect(read()).toEqual(newer);
});

test('a deletion is reported as done where the records of publishing cannot be changed', async () => {
  const { deps, failures } = await publishOne();
  const store = { ...deps.store, opened: undefined, open: () => Promise.reject(new Error('The disk is full')) };
  await deleteTargets({ ...deps, store }, [{ bucket, key: 'a.js' }]);
  expect({ shown: shownTexts().at(-1), failures }).toEqual({
    shown: 'Deleted from my-site: a.js',
    failures: ['forget deleted objects'],
  });
});

test('a deletion creates no store of publishing where nothing was ever published', async () => {
  const { deps } = await publishOne();
  const opened: string[] = [];
  const open = () => {
    opened.push('open');
    return deps.store.open();
  };
  const store = { ...deps.store, opened: undefined, open, hasData: async () => false };
  await deleteTargets({ ...deps, store }, [{ bucket, key: 'a.js' }]);
  expect(opened).toEqual([]);
});
