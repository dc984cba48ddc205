import { beforeEach, describe, expect, it } from 'vitest';
import type { RunAnswers } from '../../../../../src/core/onboarding/run/run.js';
import { createRecord } from '../../../../../src/core/onboarding/run/runRecord.js';
import { questionOf } from '../../../../../src/features/questions/questions.js';
import type { AskContext } from '../../../../../src/features/questions/runQuestion.js';
import { editor, modalTexts, resetEditor } from '../../../../support/fakeVscode.js';
import { createMemoryCloud } from '../../../../support/memoryCloud.js';
import { type Line, scriptedUi } from '../../../../support/scriptedUi.js';
import { wildcard } from '../../../core/onboarding/steps/requestedCertificate.js';
import { plan } from '../../../core/onboarding/world.js';

beforeEach(() => resetEditor());

const row = "$(shield) Request a Certificate from Let's Encrypt…";

/** Asks for the certificate of a domain whose zone is hosted, unless said; tells what was shown and answered. */
async function ask(
  lines: readonly Line[],
  given: { domain?: string; hosted?: boolean; preset?: 'acme'; alias?: true; wild?: true } = {},
) {
  const { domain = plan.domain, hosted = true, preset, alias, wild } = given;
  const cloud = createMemoryCloud();
  if (hosted) cloud.addZone('example.com');
  const record = { id: '1', zone: 'example.com', rr: '_acme-challenge.img', type: 'CNAME', value: 'acme.example.org' };
  if (alias) cloud.state.records.push({ ...record, ttl: 600, line: 'default', enabled: true, locked: false });
  if (wild) cloud.state.records.push(wildcard);
  const ui = scriptedUi(lines);
  const answers: Partial<RunAnswers>[] = [];
  const context: Partial<AskContext> = {
    run: createRecord('1', { ...plan, task: 'https', domain }, 0),
    ui,
    resolvers: ['192.0.2.1:53'],
    clock: { now: () => 1e12 },
    ...(preset && { preset }),
    cloud: async () => cloud,
    answer: async (answer) => void answers.push(answer),
  };
  await questionOf({ kind: 'chooseCertificate' }).show(context as AskContext);
  ui.end();
  return { asked: ui.asked, answers, cloud };
}

describe("the choice of a certificate of Let's Encrypt", () => {
  it('shows what changes, the agreement and how it is renewed, and answers once agreed', async () => {
    editor.press = (button) => button === 'Request Certificate';
    const { answers, cloud } = await ask([{ pick: row }]);
    const [said = ''] = modalTexts();
    expect(said).toContain('Before: none, http only');
    expect(said).toContain('https://letsencrypt.org/repository/');
    expect(said).toMatch(/a third of its lifetime.*acme\.sh, Certimate/s);
    expect(said).not.toMatch(/\d+ days/);
    const certificate = { kind: 'acme', names: [plan.domain], askedAt: 1e12 };
    const approvals = { certificate: `acme ${plan.domain} 1000000000000 over none (0)` };
    expect(answers).toEqual([{ certificate, approvals }]);
    expect(cloud.calls.filter((call) => call.startsWith('acme.'))).toEqual(['acme.reachServer']);
  });

  it('names both names of a wildcard', async () => {
    await ask([{ pick: row }], { domain: '.example.com' });
    expect(modalTexts()[0]).toContain('*.example.com, example.com');
  });

  it('answers nothing while the modal is not agreed to', async () => {
    expect((await ask([{ pick: row }])).answers).toEqual([]);
  });

  it('is asked about without the list where the certificate is renewed', async () => {
    const { asked } = await ask([], { preset: 'acme' });
    expect(asked).toEqual([]);
    expect(modalTexts()[0]).toContain("Request a certificate from Let's Encrypt for img.example.com?");
  });

  it('tells a CNAME in the place of the record in place of the request', async () => {
    const { answers } = await ask([{ pick: row }, 'cancel'], { alias: true });
    expect(modalTexts()[0]).toContain('_acme-challenge.img.example.com has a CNAME record to acme.example.org');
    expect(answers).toEqual([]);
  });

  it('tells that its record would take the domain from a wildcard in place of the request', async () => {
    const { answers } = await ask([{ pick: row }, 'cancel'], { wild: true });
    expect(modalTexts()[0]).toContain('give it a DNS record of its own first');
    expect(answers).toEqual([]);
  });

  it('is not offered where the zone is not in this account', async () => {
    const { asked } = await ask(['cancel'], { hosted: false });
    expect(asked[0]?.labels?.join()).not.toContain("Let's Encrypt");
  });

  it('says why nothing free is offered where the zone is not in this account and no free certificate is unused', async () => {
    const notes = async (given: Parameters<typeof ask>[1]) => (await ask(['cancel'], given)).asked[0]?.notes;
    expect(await notes({ hosted: false })).toEqual([
      expect.stringContaining("Let's Encrypt is not offered: the record that verifies img.example.com"),
      expect.stringContaining('The account has no unused free certificate'),
    ]);
    expect(await notes({ hosted: false, domain: '.example.com' })).toEqual([
      expect.stringContaining("Let's Encrypt is not offered"),
      expect.stringContaining('does not cover a wildcard such as *.example.com'),
    ]);
    expect(await notes({ hosted: true })).toEqual([]);
  });
});
