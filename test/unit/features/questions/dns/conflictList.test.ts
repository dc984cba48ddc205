import { beforeEach, expect, it } from 'vitest';
import type { UserAsk } from '../../../../../src/core/onboarding/run/asks.js';
import { listConflict } from '../../../../../src/features/questions/dns/recordChanges.js';
import type { AskContext } from '../../../../../src/features/questions/runQuestion.js';
import { consoleLinks } from '../../../../../src/host/console/consoleLinks.js';
import { editor, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import { type Line, scriptedUi } from '../../../../support/scriptedUi.js';
import { oldRecord } from '../../../core/onboarding/richWorld.js';
import { readyCloud } from '../../../core/onboarding/world.js';

beforeEach(resetEditor);

const ask: Extract<UserAsk, { kind: 'recordConflict' }> = {
  kind: 'recordConflict',
  wanted: { zone: 'example.com', rr: 'img', type: 'CNAME', value: 'img.example.com.w.kunlunsl.com', ttl: 600 },
  existing: [{ ...oldRecord, rr: 'img' }],
};

/** Shows the list of a conflict that is still there at first, and settled at the last recheck. */
async function show(lines: readonly Line[], stillAsked: readonly boolean[]) {
  const ui = scriptedUi(lines);
  const answers = [...stillAsked];
  const context: Partial<AskContext> = {
    ui,
    links: consoleLinks('china'),
    cloud: async () => readyCloud(),
    followAsk: () => ({ dispose() {} }),
    recheckAsk: async () => ({
      said: `check ${stillAsked.length - answers.length + 1}`,
      isStillAsked: answers.shift()!,
    }),
  };
  await listConflict(ask, context as AskContext);
  ui.end();
  return ui.asked;
}

const why = 'Pause or delete the conflicting records in the DNS console; nothing is changed here';

it('a recheck of conflicting records shows its result in the list until they are gone', async () => {
  const recheck = { pick: '$(refresh) Recheck' };
  const asked = await show([recheck, recheck, recheck], [true, true, false]);
  expect(asked.map(({ notes }) => notes)).toEqual([[why], [why, 'check 1'], [why, 'check 2']]);
  expect(shownTexts()).toEqual(['check 3']);
});

it('the list of conflicting records stays while the console is opened and a value is copied', async () => {
  const asked = await show(
    [{ pick: '$(link-external) Open DNS Console' }, { pick: `$(add) CNAME  ${ask.wanted.value}` }, 'cancel'],
    [],
  );
  expect({ asked: asked.length, copied: editor.copied, opened: editor.opened.length }).toEqual({
    asked: 3,
    copied: [ask.wanted.value],
    opened: 1,
  });
});
