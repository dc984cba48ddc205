import { expect, it } from 'vitest';
import { createRunBoard } from '../../../../src/core/onboarding/createRunBoard.js';
import { createWorld, plan } from './world.js';

it('a run that is removed while it is being saved does not come back', async () => {
  const world = createWorld();
  const deps = world.depsOf('one');
  const [saving, saved] = [gate(), gate()];
  let writes = 0;
  const write = async (id: string, text: string) => {
    writes += 1;
    // The first write makes the run, the second saves a step of it.
    if (writes === 2) {
      saving.open();
      await saved.opened;
    }
    await deps.store.write(id, text);
  };
  const board = createRunBoard({ ...deps, store: { ...deps.store, write } });
  const id = await board.start(plan);
  await saving.opened;
  const removing = board.remove(id);
  saved.open();
  await removing;
  await board.dispose();
  expect(await deps.store.list()).toEqual([]);
  expect(board.runs).toEqual([]);
});

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
