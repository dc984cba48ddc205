import { beforeEach, describe, expect, it } from 'vitest';
import { toSources } from '../../../../src/core/origin.js';
import { questionOf } from '../../../../src/features/questions/questions.js';
import type { AskContext } from '../../../../src/features/questions/runQuestion.js';
import { consoleLinks } from '../../../../src/host/console/consoleLinks.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';
import { createWorld, plan, readyCloud, type World } from '../../core/onboarding/world.js';

beforeEach(() => {
  resetEditor();
});

const other = toSources({ kind: 'bucket', bucket: { name: 'other', region: 'cn-beijing' } }, 80);

/** The domain is added elsewhere, in front of another bucket. */
function addElsewhere({ cloud }: World): void {
  const domain = { name: plan.domain, type: 'web', region: 'domestic', sources: other, httpsOn: false } as const;
  cloud.state.domains.set(plan.domain, { ...domain, status: 'online', cname: `${plan.domain}.w.kunlunsl.com` });
}

type Board = ReturnType<World['openWindow']>;

function askedAt(board: Board, step: 'name' | 'domain') {
  const state = board.runs[0]?.record.steps[step];
  if (state?.state !== 'needsUser' || state.ask.kind !== 'otherOrigin') throw new Error(`not asked: ${state?.state}`);
  return state.ask;
}

/** The domain was free when the run looked; it is added elsewhere while the proof of the root domain is waited for. */
async function overtaken() {
  const cloud = readyCloud();
  cloud.state.zones.clear();
  const world = createWorld(cloud);
  const board = world.openWindow('one');
  await board.start(plan);
  await world.clock.advance(5_000);
  expect(board.runs[0]?.record.steps).toMatchObject({ name: { state: 'done' }, ownership: { state: 'needsUser' } });
  addElsewhere(world);
  await world.clock.advance(30_000);
  return { world, board };
}

describe('a run whose domain was added to CDN with another origin meanwhile', () => {
  it('stops first with its own sentence, and the button to edit the origin comes first', async () => {
    const world = createWorld();
    addElsewhere(world);
    const board = world.openWindow('one');
    await board.start(plan);
    await world.clock.advance(5_000);
    const ask = askedAt(board, 'name');
    expect(questionOf(ask).text().row).toBe(
      'Edit the origin of the domain, currently other.oss-cn-beijing.aliyuncs.com',
    );
    expect(questionOf(ask).text().detail).toContain('Nothing was changed');
    const context = { run: { plan }, links: consoleLinks('china') } as unknown as AskContext;
    const buttons = questionOf(ask).ways(context);
    expect(buttons.map(({ label }) => label)).toEqual(['Edit Origin…', 'Open CDN Console', 'Recheck', 'Remove Task…']);
    await buttons[0]?.act();
    expect(editor.ran).toEqual([['ossCdn.editOrigin', plan.domain]]);
  });

  it('detects it also after the name was free, before it continues with that domain', async () => {
    const { world, board } = await overtaken();
    expect(askedAt(board, 'domain').origins).toEqual(['other.oss-cn-beijing.aliyuncs.com']);
    expect(board.runs[0]?.record.steps.online.state).toBe('pending');
    expect(world.cloud.state.domains.get(plan.domain)?.sources).toEqual(other);
  });

  it('continues automatically once the origin is the chosen one', async () => {
    const { world, board } = await overtaken();
    const domain = world.cloud.state.domains.get(plan.domain)!;
    world.cloud.state.domains.set(plan.domain, { ...domain, sources: toSources(plan.origin, plan.port) });
    await world.clock.advance(120_000);
    expect(board.runs[0]?.record.steps).toMatchObject({ domain: { state: 'done' }, publish: { state: 'done' } });
  });
});
