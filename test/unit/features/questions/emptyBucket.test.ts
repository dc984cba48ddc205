import { beforeEach, expect, it } from 'vitest';
import { continueRun, type RunCommandDeps } from '../../../../src/features/onboarding/runCommands.js';
import { eventually } from '../../../support/eventually.js';
import { resetEditor } from '../../../support/fakeVscode.js';
import { disk } from '../../../support/fakeWorkspace.js';
import { scriptedUi } from '../../../support/scriptedUi.js';
import { createWorld, live, plan, readyCloud } from '../../core/onboarding/world.js';

beforeEach(() => {
  resetEditor();
  disk.files.set('/w/dist/index.html', '');
});

/** Continues a run whose bucket is empty, and chooses a row. */
async function choose(pick: string) {
  const world = createWorld(readyCloud());
  world.cloud.state.buckets.get('site')?.objects.clear();
  Object.assign(world.publishing, { consent: 'open' });
  world.unanswered.add('emptyBucket');
  const board = world.openWindow('one');
  const id = await board.start(plan, {});
  await live(world, board, id, 30, () => board.runs[0]?.record.steps.edge.state === 'needsUser');
  const ui = scriptedUi([pick === 'cancel' ? pick : { pick }]);
  const { session } = world.depsOf('one');
  const deps = { board, clock: world.clock, session, ui, settings: { get: () => 'international' } };
  const continued = continueRun(deps as unknown as RunCommandDeps, id);
  await eventually(() => expect(ui.asked).toHaveLength(1));
  await world.clock.advance(1_000);
  await continued;
  return { world, board, labels: ui.asked[0]?.labels };
}

it('the question about an empty bucket leads to the bucket first', async () => {
  const { labels } = await choose('cancel');
  expect(labels?.[0]).toBe('$(link-external) Open OSS Console');
});
