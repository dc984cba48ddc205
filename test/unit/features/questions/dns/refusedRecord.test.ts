import { beforeEach, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import type { DnsPort } from '../../../../../src/core/ports/dns.js';
import { continueRun, type RunCommandDeps } from '../../../../../src/features/onboarding/runCommands.js';
import { eventually } from '../../../../support/eventually.js';
import { editor, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import { oldRecord } from '../../../core/onboarding/richWorld.js';
import { createWorld, live, plan, readyCloud } from '../../../core/onboarding/world.js';
import { isWriting } from '../../../core/onboarding/writes.js';

beforeEach(() => resetEditor());

/** DNS that this account may read but not change. */
function readOnly(dns: DnsPort): DnsPort {
  const denial = { permission: 'alidns:AddDomainRecord', reason: 'notAllowed' } as const;
  const refuse = async () => {
    throw new AppError('forbidden', { code: 'Forbidden.RAM', denial });
  };
  return new Proxy(dns, {
    get: (port, method) => (isWriting(`dns.${String(method)}`) ? refuse : Reflect.get(port, method)),
  });
}

/** Continues a run that asks about its record, in an account that may not change DNS, and presses these buttons. */
async function press(...buttons: readonly string[]) {
  const cloud = readyCloud();
  cloud.state.verifiedRoots.add('example.com');
  cloud.state.cnameTokenNeeded = false;
  if (buttons.includes('Switch')) cloud.state.records.push(oldRecord);
  const world = createWorld({ ...cloud, dns: readOnly(cloud.dns) });
  world.unanswered.add('approveRecord').add('recordConflict').add('addRecordElsewhere');
  const board = world.openWindow('one');
  const id = await board.start(plan);
  const state = () => board.runs[0]?.record.steps.record.state;
  await live(world, board, id, 30, () => state() === 'needsUser');
  editor.press = (button) => buttons.includes(button);
  const { session } = world.depsOf('one');
  const settings = { get: (name: string) => (name === 'console' ? 'international' : []) };
  const continued = continueRun({ board, clock: world.clock, session, settings } as unknown as RunCommandDeps, id);
  await eventually(() => expect(editor.shown).not.toEqual([]));
  await world.clock.advance(1_000);
  await continued;
  return { told: shownTexts().slice(1), step: board.runs[0]?.record.steps.record };
}

const told = [
  'DNS was not changed. Not permitted: alidns:AddDomainRecord. Ask the account owner for a policy that allows it\n[Copy Policy]',
];

it.each(['Add Record', 'Switch'])(
  'after %s a zone that may not be changed is reported once, with the policy',
  async (button) => {
    const refused = await press(button, 'Copy Policy');
    expect(refused.told.slice(0, 1)).toEqual(told);
    expect(refused.step).toMatchObject({ ask: { kind: 'addRecordElsewhere', barred: true } });
    expect(editor.copied[0]).toContain('alidns:AddDomainRecord');
  },
);

it('no refusal is reported where the question about the record is closed', async () => {
  expect(await press('')).toMatchObject({ told: [], step: { ask: { kind: 'approveRecord' } } });
});
