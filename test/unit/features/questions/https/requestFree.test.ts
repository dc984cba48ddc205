import { beforeEach, describe, expect, it } from 'vitest';
import type { RunAnswers } from '../../../../../src/core/onboarding/run/run.js';
import { createRecord } from '../../../../../src/core/onboarding/run/runRecord.js';
import { questionOf } from '../../../../../src/features/questions/questions.js';
import type { AskContext } from '../../../../../src/features/questions/runQuestion.js';
import { consoleLinks } from '../../../../../src/host/console/consoleLinks.js';
import { editor, modalTexts, resetEditor } from '../../../../support/fakeVscode.js';
import { addMemoryInstance, type MemoryInstance, memoryContact } from '../../../../support/memory/freeCertificates.js';
import { createMemoryCloud } from '../../../../support/memoryCloud.js';
import { type Line, scriptedUi } from '../../../../support/scriptedUi.js';
import { wildcard } from '../../../core/onboarding/steps/requestedCertificate.js';
import { plan } from '../../../core/onboarding/world.js';

beforeEach(() => resetEditor());

const request = '$(gift) Request a Free Certificate…';
const other = { id: 8, name: 'Wang', email: 'wang@example.com' };

/** Asks for the certificate of a domain in an account with these free ones; tells what was shown and answered. */
async function ask(
  lines: readonly Line[],
  given: {
    instances: readonly Partial<MemoryInstance>[];
    contacts?: readonly (typeof other)[];
    domain?: string;
    wild?: true;
  },
) {
  const cloud = createMemoryCloud();
  for (const each of given.instances) addMemoryInstance(cloud.state, each);
  cloud.state.contacts.push(...(given.contacts ?? []));
  if (given.wild) {
    cloud.addZone('example.com');
    cloud.state.records.push(wildcard);
  }
  const ui = scriptedUi(lines);
  const answers: Partial<RunAnswers>[] = [];
  const context: Partial<AskContext> = {
    run: createRecord('1', { ...plan, task: 'https', domain: given.domain ?? plan.domain }, 0),
    ui,
    links: consoleLinks('china'),
    clock: { now: () => 1e12 },
    resolvers: ['192.0.2.1:53'],
    cloud: async () => cloud,
    answer: async (answer) => void answers.push(answer),
  };
  await questionOf({ kind: 'chooseCertificate' }).show(context as AskContext);
  ui.end();
  return { asked: ui.asked, answers, cloud };
}

describe('the choice of a certificate', () => {
  it('offers a free one with a modal for the quota, the contact and the changes, and answers once agreed', async () => {
    editor.press = (button) => button === 'Request Certificate';
    const { answers, cloud } = await ask([{ pick: request }], { instances: [{}, {}], contacts: [other] });
    const [said = ''] = modalTexts();
    expect(said).toContain('Currently unused: 2');
    expect(said).toContain('Wang (wang@example.com)');
    expect(said).toContain('Before: none, http only');
    const instance = [...cloud.state.instances.keys()].sort()[0];
    expect(answers).toEqual([
      {
        certificate: { kind: 'free', instance, contact: 8, askedAt: 1e12 },
        approvals: { certificate: `${instance} over none (0)` },
      },
    ]);
    expect(cloud.calls.filter((call) => /update|apply/.test(call))).toEqual([]);
  });

  it('uses nothing up for a domain that its record would take from a wildcard, and says what to do', async () => {
    editor.press = () => true;
    const { answers } = await ask([{ pick: request }, 'cancel'], { instances: [{}], contacts: [other], wild: true });
    expect(modalTexts()).toEqual([expect.stringContaining('give it a DNS record of its own first')]);
    expect(answers).toEqual([]);
  });

  it('answers nothing while the modal is not agreed to', async () => {
    const { answers } = await ask([{ pick: request }], { instances: [{}], contacts: [other] });
    expect(modalTexts()).toHaveLength(1);
    expect(answers).toEqual([]);
  });

  it('has the contact chosen where there are several', async () => {
    editor.press = (button) => button === 'Request Certificate';
    const contacts = [{ ...other, ...memoryContact }, other];
    const { answers, asked } = await ask([{ pick: request }, { pick: 'Wang' }], { instances: [{}], contacts });
    expect(asked[1]?.notes).toEqual(['The certificate service notifies the contact about this certificate']);
    expect(answers).toMatchObject([{ certificate: { contact: 8 } }]);
  });

  it('says where a contact is added where there is none, and asks no more', async () => {
    editor.press = (button) => button === 'Open Certificate Console';
    const { answers } = await ask([{ pick: request }], { instances: [{}] });
    expect(modalTexts()[0]).toContain('A free certificate requires a contact');
    expect(editor.opened.map(String)).toEqual(['https://yundunnext.console.aliyun.com/?p=cas']);
    expect(answers).toEqual([]);
  });

  it('continues with one that was applied for, without a contact and without a quota', async () => {
    editor.press = (button) => button === 'Continue';
    const pending = { state: 'pending', domain: plan.domain, complete: true } as const;
    const { answers } = await ask([{ pick: '$(gift) Continue with the Free Certificate…' }], {
      instances: [{}, pending],
    });
    expect(modalTexts()[0]).not.toContain('calendar year');
    expect(answers).toMatchObject([{ certificate: { askedAt: 1e12 } }]);
    expect(answers[0]?.certificate).not.toHaveProperty('contact');
  });

  it.each([
    ['all are used', { instances: [{ state: 'issued', domain: 'www.example.com' }] }],
    ['the unused one is meant for another domain', { instances: [{ domain: 'www.example.com', complete: true }] }],
    ['the domain is a wildcard', { instances: [{}], domain: '.example.com' }],
  ] as const)('no free certificate is offered where %s', async (_what, given) => {
    const { asked } = await ask(['cancel'], given);
    expect(asked[0]?.labels?.join()).not.toContain('Free Certificate');
  });
});
