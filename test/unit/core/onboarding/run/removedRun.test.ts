import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import { Signal } from '../../../../../src/core/signal.js';
import { createWorld, plan } from '../world.js';

/** A run whose removal has begun; on the disk it waits for `release`, which may refuse it. */
async function removing() {
  const world = createWorld();
  world.unanswered.add('turnOnAutoUpdate');
  const deps = world.depsOf('one');
  let account = deps.session.account;
  const changed = new Signal<void>();
  const session = { ...deps.session, cloud: () => deps.session.cloud(), onDidChange: changed.event };
  Object.defineProperty(session, 'account', { get: () => account });
  let release: (error?: AppError) => void = () => undefined;
  const isReleased = new Promise<void>((resolve, reject) => {
    release = (error) => (error ? reject(error) : resolve());
  });
  isReleased.catch(() => undefined);
  const remove: typeof deps.store.remove = async (id) => {
    await isReleased;
    await deps.store.remove(id);
  };
  const board = new RunBoard({ ...deps, session, store: { ...deps.store, remove } });
  const id = await board.start(plan);
  await world.clock.advance(1_000);
  const removal = board.remove(id);
  removal.catch(() => undefined);
  expect(board.runs).toEqual([]);
  await world.clock.settle();
  const switchTo = (next: string) => {
    account = account && { ...account, id: next };
    changed.fire();
  };
  return {
    world,
    board,
    id,
    removal,
    release,
    switchTo,
    isOnDisk: async () => (await deps.store.read(id)) !== undefined,
  };
}

const full = new AppError('storeRefused', { code: 'Full', subject: '/store' });

describe('a run that is removed', () => {
  it('a run is off the list as soon as its removal begins, and is begun again after that', async () => {
    const { world, board, id, removal, release, isOnDisk } = await removing();
    await board.load();
    expect(board.runs).toEqual([]);
    const started = board.start(plan);
    const again = board.remove(id);
    await world.clock.settle();
    release();
    await Promise.all([removal, again]);
    expect(await started).toBe(id);
    await world.clock.advance(1_000);
    expect(board.runs).toMatchObject([{ record: { id } }]);
    expect(await isOnDisk()).toBe(true);
    await board.dispose();
  });

  it('a run that the disk does not remove is on the list again', async () => {
    const { board, id, removal, release } = await removing();
    release(full);
    await expect(removal).rejects.toMatchObject({ kind: 'storeRefused' });
    expect(board.runs).toMatchObject([{ record: { id }, activity: 'idle' }]);
    await board.dispose();
  });

  it('is not begun again, nor shown, for an account that has signed in meanwhile', async () => {
    const { world, board, removal, release, switchTo } = await removing();
    const started = board.start(plan);
    started.catch(() => undefined);
    await world.clock.settle();
    switchTo('2');
    release(full);
    await expect(removal).rejects.toMatchObject({ kind: 'storeRefused' });
    await expect(started).rejects.toMatchObject({ kind: 'notSignedIn' });
    expect(board.runs).toEqual([]);
    await board.dispose();
  });
});
