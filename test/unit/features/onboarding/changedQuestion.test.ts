import { beforeEach, describe, expect, it } from 'vitest';
import type { UserAsk } from '../../../../src/core/onboarding/run/asks.js';
import type { RunBoard } from '../../../../src/core/onboarding/run/runBoard.js';
import { currentStep } from '../../../../src/core/onboarding/run/runRecord.js';
import { continueRun, type RunCommandDeps } from '../../../../src/features/onboarding/runCommands.js';
import type { AskButton } from '../../../../src/features/questions/runQuestion.js';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { addMemoryCertificate } from '../../../support/memory/certificates.js';
import { handMade } from '../../core/onboarding/hands.js';
import { createWorld, live, plan, readyCloud, type World } from '../../core/onboarding/world.js';

const { signal } = new AbortController();
const { domain } = plan;

beforeEach(() => resetEditor());

function askOf(board: RunBoard): UserAsk | undefined {
  const state = board.runs[0] && currentStep(board.runs[0].record)?.state;
  return state?.state === 'needsUser' ? state.ask : undefined;
}

function show({ cloud }: World, name: string) {
  const certificate = { trusted: true, names: [name], fingerprint: 'f'.repeat(64) };
  cloud.state.edgeAnswer = () => ({ outcome: 'answered', headers: {}, durationMs: 1, certificate });
}

/** A run that waits for this answer, and what is chosen in its list after `meanwhile`. */
async function opened(kind: UserAsk['kind'], given: { label?: string; meanwhile?: (world: World) => unknown } = {}) {
  const cloud = readyCloud();
  cloud.state.domains.set(domain, { ...handMade });
  addMemoryCertificate(cloud.state, ['*.example.com'], 2e12, 'wild');
  const world = createWorld(cloud);
  show(world, 'first.example.com');
  world.unanswered.add('certificateUnserved').add('replaceCertificate');
  const board = world.openWindow('a');
  const id = await board.start({ ...plan, task: 'https' });
  await live(world, board, id, 40, () => askOf(board)?.kind === kind);
  const recheck = async () => {
    board.recheck(id);
    await world.clock.advance(1000);
  };
  const pick = async ({ items }: { items: readonly { label: string; value: unknown }[] }) => {
    await given.meanwhile?.(world);
    await recheck();
    const row = items.find(({ label }) => label.includes(given.label ?? ''));
    return row ? { kind: 'value', value: row.value } : { kind: 'cancel' };
  };
  const log = { redact: (text: string) => text, debug: () => undefined, info: () => undefined };
  const { session } = world.depsOf('a');
  const settings = { get: (name: string) => (name === 'console' ? 'china' : ['192.0.2.1:53']) };
  const deps = { board, log, clock: world.clock, session, settings, ui: { pick } } as unknown as RunCommandDeps;
  return { world, board, id, deps, recheck };
}

describe('a list that stays open while the user works elsewhere', () => {
  /** A run that asks for a record at another provider, which shows these addresses in turns, and how often its list was shown. */
  async function listedWith(addresses: readonly string[], meanwhile: (world: World) => unknown = () => undefined) {
    const cloud = readyCloud();
    cloud.state.zones.clear();
    cloud.state.verifiedRoots.add('example.com');
    const world = createWorld(cloud);
    let looks = 0;
    const turn = () => {
      const data = addresses[looks % addresses.length] ?? '';
      cloud.state.extraDns.splice(0, cloud.state.extraDns.length, { name: domain, type: 'A', ttl: 60, data });
    };
    turn();
    const board = world.openWindow('a');
    const id = await board.start(plan);
    await live(world, board, id, 40, () => askOf(board)?.kind === 'addRecordElsewhere');
    const lists: unknown[] = [];
    const pick = async (list: { items: readonly { label: string; value: unknown }[] }) => {
      lists.push(list);
      const row = list.items.find(({ value }) => (value as AskButton).keeps === 'recheck');
      if (lists.length > 3 || !row) return { kind: 'cancel' };
      looks++;
      turn();
      meanwhile(world);
      // What the row does takes time of the clock of the run.
      queueMicrotask(() => void world.clock.advance(20_000));
      return { kind: 'value', value: row.value };
    };
    const log = { redact: (text: string) => text, debug: () => undefined, info: () => undefined };
    const { session } = world.depsOf('a');
    const settings = { get: (name: string) => (name === 'console' ? 'china' : ['192.0.2.1:53']) };
    const known = { board, log, clock: world.clock, session, settings, ui: { pick } };
    const deps = { ...known, loadIsPublicSuffix: async () => () => false } as unknown as RunCommandDeps;
    await continueRun(deps, id);
    return lists.length;
  }

  it('stays when a recheck finds the same question, whichever address name servers give in turn', async () => {
    expect(await listedWith(['203.0.113.7', '203.0.113.8'])).toBe(4);
  });

  it('closes when a recheck finds that the question has settled itself', async () => {
    const settle = ({ cloud }: World) =>
      cloud.state.extraDns.push({ name: domain, type: 'CNAME', ttl: 60, data: `${domain}.w.kunlunsl.com` });
    expect(await listedWith(['203.0.113.7'], settle)).toBe(1);
  });
});

describe('an answer to a question that was observed again meanwhile', () => {
  it('counts where only its display has changed', async () => {
    const label = 'Continue Without Proof';
    const { world, board, id, deps } = await opened('certificateUnserved', {
      label,
      meanwhile: (at) => show(at, 'second.example.com'),
    });
    await continueRun(deps, id);
    await world.clock.advance(20_000);
    expect(board.runs[0]?.record.steps.served).toMatchObject({ state: 'done', skipped: true });
    expect(shownTexts()).toEqual([]);
  });

  it('an answer to replace a certificate does not apply to another one observed meanwhile; the new question is asked', async () => {
    const { world, board, id, deps, recheck } = await opened('certificateUnserved');
    const give = async (name: string) => {
      await world.cloud.cdn.setCertificate(
        domain,
        addMemoryCertificate(world.cloud.state, [domain], 2e12, name),
        signal,
      );
      await recheck();
    };
    await give('theirs');
    expect(askOf(board)?.kind).toBe('replaceCertificate');
    editor.answer = async ({ text }) => {
      if (!text.startsWith('Replace') || modalTexts().length > 1) return undefined;
      await give('another');
      return 'Set Certificate';
    };
    await continueRun(deps, id);
    await world.clock.advance(20_000);
    expect(world.cloud.state.certificates.get(world.cloud.state.given.get(domain)!)?.name).toBe('another');
    expect(shownTexts().join('\n')).toContain('The question has changed in the meantime');
    expect(modalTexts()).toEqual([expect.stringContaining('theirs'), expect.stringContaining('another')]);
  });

  it('an answer to a question settled meanwhile is reported as without effect', async () => {
    const label = 'Continue Without Proof';
    const { board, id, deps } = await opened('certificateUnserved', {
      label,
      meanwhile: ({ cloud }) => {
        cloud.state.edgeAnswer = undefined;
        cloud.state.domains.set(domain, { ...handMade, status: 'checking' });
      },
    });
    await continueRun(deps, id);
    expect(shownTexts().join('\n')).toContain('no longer needed');
    expect(board.runs[0]?.record.answers.skipped?.served).not.toBe(true);
  });
});
