import { beforeEach, expect, it } from 'vitest';
import type { RunCommandDeps } from '../../../../src/features/onboarding/runCommands.js';
import { RunWatcher } from '../../../../src/features/onboarding/watchRuns.js';
import { editor, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { createWorld, live, plan, readyCloud } from '../../core/onboarding/world.js';

beforeEach(() => {
  resetEditor();
});

/** A run that is watched while its rows are in sight, up to the question for a folder. */
async function watched(domain = plan.domain) {
  const cloud = readyCloud();
  const world = createWorld(cloud);
  world.unanswered.add('chooseFolder');
  const board = world.openWindow('one');
  board.watched = true;
  const log = { debug: () => undefined };
  const watcher = new RunWatcher({ board, log, clock: world.clock } as unknown as RunCommandDeps);
  const id = await board.start({ ...plan, domain });
  watcher.watch(id);
  return { world, board, id };
}

it('reports that the domain is live once visitors reach it, before the folder is chosen, and once', async () => {
  const { world, board, id } = await watched();
  editor.press = (button) => button === 'Publish a Folder…';
  await live(world, board, id, 30, () => board.runs[0]?.record.steps.mapping.state === 'needsUser');
  expect(shownTexts()).toEqual([
    'http://img.example.com is live on Alibaba Cloud CDN\n[Open]\n[Publish a Folder…]\n[Set Up HTTPS…]',
  ]);
  expect(editor.ran).toEqual([['ossCdn.continueRun', id]]);
  world.unanswered.clear();
  await live(world, board, id);
  expect(board.runs[0]?.activity).toBe('finished');
  expect(editor.shown).toHaveLength(1);
});

it('opens the page with the object that proved the edge', async () => {
  const { world, board, id } = await watched();
  editor.press = (button) => button === 'Open';
  await live(world, board, id, 30, () => board.runs[0]?.record.steps.mapping.state === 'needsUser');
  expect(editor.opened).toEqual(['http://img.example.com/index.html']);
});

it('says nothing before DNS leads to CDN', async () => {
  const { world, board, id } = await watched();
  world.unanswered.add('approveRecord');
  await live(world, board, id, 10);
  expect(board.runs[0]?.record.steps.record.state).toBe('needsUser');
  expect(editor.shown).toEqual([]);
});
