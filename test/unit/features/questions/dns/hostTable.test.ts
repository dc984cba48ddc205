import { beforeEach, describe, expect, it } from 'vitest';
import { isPublicSuffix } from '../../../../../src/cloud/publicSuffix.js';
import { hostIn } from '../../../../../src/core/dns/hostNames.js';
import type { UserAsk } from '../../../../../src/core/onboarding/run/asks.js';
import type { RunAnswers } from '../../../../../src/core/onboarding/run/run.js';
import { questionOf } from '../../../../../src/features/questions/questions.js';
import type { AskContext } from '../../../../../src/features/questions/runQuestion.js';
import { editor, env, resetEditor } from '../../../../support/fakeVscode.js';
import { type Line, scriptedUi } from '../../../../support/scriptedUi.js';
import { createWorld, live, plan, readyCloud } from '../../../core/onboarding/world.js';

beforeEach(() => {
  env.language = 'en';
  resetEditor();
});

/** Runs for a domain whose DNS is kept elsewhere until its CNAME is to be added by hand. */
async function askElsewhere(domain: string, standing?: string): Promise<UserAsk> {
  const cloud = readyCloud();
  cloud.state.zones.clear();
  cloud.state.cnameTokenNeeded = false;
  cloud.state.verifiedRoots.add('example.com');
  cloud.state.edgeAnswer = () => ({
    outcome: 'answered',
    status: 200,
    headers: { 'x-cache': 'MISS' },
    body: Buffer.from('<h1>hi</h1>'),
    durationMs: 1,
  });
  if (standing) cloud.state.extraDns.push({ name: domain, type: 'A', ttl: 60, data: standing });
  const world = createWorld(cloud);
  world.unanswered.add('addRecordElsewhere');
  const board = world.openWindow('one');
  const id = await board.start({ ...plan, domain });
  const state = () => board.runs[0]?.record.steps.record;
  await live(world, board, id, 10, () => state()?.state === 'needsUser');
  const now = state();
  if (now?.state !== 'needsUser') throw new Error(`not asked: ${JSON.stringify(now)}`);
  return now.ask;
}

async function show(ask: UserAsk, ...lines: Line[]) {
  const ui = scriptedUi(lines);
  const answers: Partial<RunAnswers>[] = [];
  await questionOf(ask).show({
    ui,
    loadIsPublicSuffix: async () => isPublicSuffix,
    answer: async (given) => void answers.push(given),
    answerAndCheck: async (given) => void answers.push(given),
  } as Partial<AskContext> as AskContext);
  return { rows: ui.asked[0], answers };
}

describe('the host of a record that is added by hand', () => {
  it.each([
    ['testcdn.example.com', 'testcdn.example.com', 'testcdn'],
    ['www.example.com', 'www.example.com', 'www'],
    ['example.com', 'example.com', '@'],
    ['*.example.com', '.example.com', '*'],
  ])('the host of a record that is added by hand for %s', async (name, domain, host) => {
    const ask = await askElsewhere(domain);
    const fields = ['Host', 'Full Name', 'Type', 'Value', 'TTL'].map((label) => ({ pick: `$(copy) ${label}` }));
    const { rows } = await show(ask, ...fields, 'cancel');
    expect(editor.copied).toEqual([host, name, 'CNAME', `${domain}.w.kunlunsl.com`, '600']);
    expect(rows?.says?.slice(0, 2)).toEqual([
      `${host} · In the zone example.com`,
      `${name} · For providers that require the full name`,
    ]);
  });

  it.each([
    ['a.b.example.com.cn', 'example.com.cn', 'a.b'],
    ['*.img.example.com.cn', 'example.com.cn', '*.img'],
    ['verification.example.com', 'example.com', 'verification'],
  ])(
    'the host of a record of %s that is added by hand is relative to the registered domain',
    async (name, zone, host) => {
      const { rows } = await show(
        { kind: 'addTxt', purpose: 'ownership', host: name, value: 'proof' },
        { pick: '$(copy) Host' },
        'cancel',
      );
      expect(editor.copied).toEqual([host]);
      expect(rows?.says?.[0]).toBe(`${host} · In the zone ${zone}`);
    },
  );

  it('is the whole name outside the zone', () => {
    expect(hostIn('example.com', 'www.badexample.com')).toBe('www.badexample.com');
    expect(hostIn('Example.com', 'WWW.example.COM')).toBe('WWW');
  });

  it('may be kept where a record exists there', async () => {
    const ask = await askElsewhere('img.example.com', '192.0.2.9');
    const { answers } = await show(ask, { pick: '$(circle-slash) Leave DNS' });
    expect(answers).toEqual([{ left: { records: 'img.example.com CNAME img.example.com.w.kunlunsl.com' } }]);
    expect(questionOf(ask).text().detail).toContain('Leave DNS finishes without the CNAME');
    env.language = 'zh-cn';
    expect(questionOf(ask).text().detail).toContain('“不更改 DNS”');
  });

  it('offers nothing to keep where no record exists there', async () => {
    const { rows } = await show(await askElsewhere('img.example.com'), 'cancel');
    expect(rows?.labels?.filter((label) => label.includes('Leave'))).toEqual([]);
  });
});
