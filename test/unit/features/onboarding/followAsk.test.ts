import { beforeEach, expect, it } from 'vitest';
import { timeOfDay } from '../../../../src/core/text/timeText.js';
import { continueRun, type RunCommandDeps } from '../../../../src/features/onboarding/runCommands.js';
import { promptUi } from '../../../../src/host/prompts/promptUi.js';
import { eventually } from '../../../support/eventually.js';
import { editor, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { createWorld, live, plan } from '../../core/onboarding/world.js';

beforeEach(resetEditor);

/** A run that waits for a TXT record at another provider, with the list about that open and rechecked once. */
async function rechecked() {
  const world = createWorld();
  world.cloud.state.zones.clear();
  world.unanswered.add('addTxt');
  const board = world.openWindow('one');
  const id = await board.start(plan);
  await live(world, board, id, 2, () => board.runs[0]?.record.steps.ownership.state === 'needsUser');
  const log = { redact: (text: string) => text, debug: () => undefined, info: () => undefined };
  const { session } = world.depsOf('one');
  const settings = { get: (name: string) => (name === 'console' ? 'china' : ['192.0.2.1:53']) };
  const known = { board, log, clock: world.clock, session, settings, ui: promptUi };
  const deps = { ...known, loadIsPublicSuffix: async () => () => false } as unknown as RunCommandDeps;
  let isOpen = true;
  const ended = continueRun(deps, id).finally(() => {
    isOpen = false;
  });
  const box = (count: number) =>
    eventually(() => {
      expect(editor.picks).toHaveLength(count);
      const last = editor.picks[count - 1];
      expect(last?.items).not.toHaveLength(0);
      return last ?? expect.unreachable('no list');
    });
  (await box(1)).choose('I Added It: Recheck');
  await eventually(() => world.clock.advance(1_000).then(() => expect(editor.picks).toHaveLength(2)));
  const list = await box(2);
  return { world, board, id, list, ended, isOpen: () => isOpen };
}

/** What a list says after its last check. */
const noteOf = ({ labels }: { readonly labels: readonly string[] }) =>
  labels.join(' ').match(/Checked at .*?(?= (?:I Added|TXT|Host))/)?.[0];

it('the list of an open question shows the last result and the time of the next check as long as it is open', async () => {
  const { world, board, list, isOpen } = await rechecked();
  const before = noteOf(list);
  await world.clock.advance(60_000);
  const { endedAt = 0, nextMs = 0 } = board.runs[0]?.check ?? {};
  expect({ isOpen: isOpen(), isNew: noteOf(list) !== before, note: noteOf(list) }).toEqual({
    isOpen: true,
    isNew: true,
    note: `Checked at ${timeOfDay(endedAt)}, next check at ${timeOfDay(endedAt + nextMs)}`,
  });
});

it('the list of an open question closes with one sentence once a check finds that it is no longer needed', async () => {
  const { world, ended, isOpen } = await rechecked();
  const { verifyContent } = world.cloud.state;
  world.cloud.state.extraDns.push({ name: 'verification.example.com', type: 'TXT', ttl: 600, data: verifyContent });
  await world.clock.advance(60_000);
  await eventually(() => expect(isOpen()).toBe(false));
  await ended;
  expect(shownTexts()).toEqual([expect.stringMatching(/^img\.example\.com: Domain ownership is verified; next: /)]);
});

it('the list of an open question stays open while checks fail temporarily', async () => {
  const { world, list, isOpen } = await rechecked();
  world.cloud.failNext('cdn.verifyOwner', 'before', 'offline');
  await eventually(() => world.clock.advance(5_000).then(() => expect(list.labels.join(' ')).toContain('network')));
  expect(isOpen()).toBe(true);
});

it('the list of an open question closes without a message when its task is removed', async () => {
  const { board, id, ended } = await rechecked();
  await board.remove(id);
  await ended;
  expect(shownTexts()).toEqual([]);
});
