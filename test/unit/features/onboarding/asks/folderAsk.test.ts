import { beforeEach, expect, it, vi } from 'vitest';
import { continueRun, type RunCommandDeps } from '../../../../../src/features/onboarding/runCommands.js';
import { editor, resetEditor } from '../../../../support/fakeVscode.js';
import { disk, resetWorkspace } from '../../../../support/fakeWorkspace.js';
import { scriptedUi } from '../../../../support/scriptedUi.js';
import { createWorld, live, plan, readyCloud } from '../../../core/onboarding/world.js';

beforeEach(() => {
  resetEditor();
  resetWorkspace();
  disk.files.set('/w/dist/index.html', '');
});

/** Answers the question for the folder with this row. */
async function choose(row: string) {
  const world = createWorld(readyCloud());
  world.unanswered.add('chooseFolder');
  const board = world.openWindow('one');
  const id = await board.start(plan);
  await live(world, board, id, 30, () => board.runs[0]?.record.steps.mapping.state === 'needsUser');
  const ui = scriptedUi([{ pick: row }]);
  const { session } = world.depsOf('one');
  const deps = { board, clock: world.clock, session, ui, settings: { get: () => 'international' } };
  const continued = continueRun(deps as unknown as RunCommandDeps, id);
  await vi.waitFor(() => expect(ui.asked).toHaveLength(1));
  await world.clock.advance(1_000);
  await continued;
  return board.runs[0]?.record.steps.mapping;
}

it('publishes the folder that is chosen as soon as it is mapped', async () => {
  expect(await choose('$(folder) dist')).toMatchObject({ state: 'done' });
  expect(editor.ran).toEqual([['ossCdn.publishFolder', 'file:///w/dist']]);
});

it('publishes nothing where the user does not want that', async () => {
  expect(await choose('$(circle-slash) Do Not Publish on Save')).toMatchObject({ state: 'done', note: 'asChosen' });
  expect(editor.ran).toEqual([]);
});
