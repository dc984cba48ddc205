import { beforeEach, expect, it, vi } from 'vitest';
import { continueRun, type RunCommandDeps } from '../../../../src/features/onboarding/runCommands.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';
import { disk } from '../../../support/fakeWorkspace.js';
import { scriptedUi } from '../../../support/scriptedUi.js';
import { createWorld, live, plan, readyCloud } from '../../core/onboarding/world.js';

const folder = 'file:///w/dist';

beforeEach(() => {
  resetEditor();
  disk.files.set('/w/dist/index.html', '');
});

/** Continues a run whose bucket is empty, with this folder chosen in the form, and chooses a row. */
async function choose(pick: string, plannedFolder?: string) {
  const world = createWorld(readyCloud());
  world.cloud.state.buckets.get('site')?.objects.clear();
  Object.assign(world.publishing, { consent: 'open' });
  world.unanswered.add('emptyBucket');
  const board = world.openWindow('one');
  const id = await board.start(plan, plannedFolder === undefined ? {} : { plannedFolder });
  await live(world, board, id, 30, () => board.runs[0]?.record.steps.edge.state === 'needsUser');
  const ui = scriptedUi([pick === 'cancel' ? pick : { pick }]);
  const { session } = world.depsOf('one');
  const deps = { board, clock: world.clock, session, ui, settings: { get: () => 'international' } };
  const continued = continueRun(deps as unknown as RunCommandDeps, id);
  await vi.waitFor(() => expect(ui.asked).toHaveLength(1));
  await world.clock.advance(1_000);
  await continued;
  return { world, board, labels: ui.asked[0]?.labels };
}

it('the question about an empty bucket offers first to publish the folder that was chosen, which maps and publishes it', async () => {
  const { world, board, labels } = await choose('$(arrow-right) Publish dist Now…', folder);
  expect(labels).toEqual([
    '$(arrow-right) Publish dist Now…',
    '$(link-external) Open OSS Console',
    '$(arrow-right) Continue Without Proof',
    '$(refresh) Recheck',
  ]);
  expect([...world.mappings.keys()]).toEqual([plan.domain]);
  expect(editor.ran).toEqual([['ossCdn.publishFolder', folder]]);
  expect(board.runs[0]?.record.steps.edge).toMatchObject({ state: 'needsUser', ask: { kind: 'emptyBucket', folder } });
});

it('the question about an empty bucket offers to publish nothing where no folder was chosen', async () => {
  const { labels } = await choose('cancel');
  expect(labels?.[0]).toBe('$(link-external) Open OSS Console');
});
