import { beforeEach, describe, expect, it } from 'vitest';
import { questionOf } from '../../../../../src/features/questions/questions.js';
import type { AskContext } from '../../../../../src/features/questions/runQuestion.js';
import { editor, resetEditor } from '../../../../support/fakeVscode.js';
import { oldRecord } from '../../../core/onboarding/richWorld.js';
import { createWorld, live, plan, readyCloud } from '../../../core/onboarding/world.js';

beforeEach(() => {
  resetEditor();
});

/** What a run says before it writes the record of a wildcard beside these hosts. */
async function saidBefore(domain: string, hosts: readonly string[]): Promise<string> {
  const cloud = readyCloud();
  const records = hosts.map((rr, index) => ({ ...oldRecord, id: `old${index}`, rr }));
  cloud.state.records.push(...records);
  const world = createWorld(cloud);
  world.unanswered.add('approveRecord').add('recordConflict');
  const board = world.openWindow('one');
  const id = await board.start({ ...plan, domain });
  await board.answer(id, { skipped: { edge: true } });
  const step = () => board.runs[0]?.record.steps.record;
  await live(world, board, id, 10, () => step()?.state === 'needsUser');
  const state = step();
  const run = board.runs[0]?.record;
  if (state?.state !== 'needsUser' || !run) throw new Error(`not asked: ${state?.state}`);
  await questionOf(state.ask).show({
    run,
    links: { zone: () => '' },
    cloud: async () => cloud,
  } as unknown as AskContext);
  expect(cloud.state.records.filter(({ type }) => type !== 'TXT')).toEqual(records);
  return editor.shown.map(({ detail }) => detail).join('\n');
}

const warning = /or below them: (.*)/;

describe('before the record of a wildcard is written, the run names the hosts it does not reach', () => {
  it.each([
    ['.example.com', ['www', 'old', 'www'], 'old, www'],
    ['.example.com', ['a.b.img', '_dnsauth.cdn'], 'cdn, img'],
    ['.img.example.com', ['one.img', 'www', 'img', 'img2'], 'one.img'],
    ['.img.example.com', ['a.two.img', 'deep.down.three.img', '*.four.img'], 'four.img, three.img, two.img'],
    ['.example.com', ['*', 'www'], 'www'],
    ['.example.com', [...'abcdefghijkl'], 'a, b, c, d, e, f, g, h, i, j, and 2 more'],
  ])('%s beside %j: %s', async (domain, hosts, names) => {
    expect(warning.exec(await saidBefore(domain, hosts))?.[1]).toBe(names);
  });

  it.each([
    ['.example.com', ['@', '_dnsauth', '_acme']],
    ['.img.example.com', ['www', 'img', 'a.b']],
  ])('%s beside %j: nothing', async (domain, hosts) => {
    const said = await saidBefore(domain, hosts);
    expect(said).toContain('Visitors of this domain will then be sent to Alibaba Cloud CDN');
    expect(said).not.toMatch(warning);
  });
});
