import { beforeEach, describe, expect, it } from 'vitest';
import type { UserAsk } from '../../../../src/core/onboarding/run/run.js';
import type { RunBoard } from '../../../../src/core/onboarding/run/runBoard.js';
import { currentStep } from '../../../../src/core/onboarding/run/runRecord.js';
import { continueRun, type RunCommandDeps } from '../../../../src/features/onboarding/runCommands.js';
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

describe('an answer to a question that was observed again meanwhile', () => {
  it('counts where only what it shows has changed', async () => {
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

  it('an answer to replace a certificate is told not to fit another one that was observed meanwhile, and the new question is asked', async () => {
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

  it('an answer to a question that was settled meanwhile is told to have no effect', async () => {
    const label = 'Continue Without Proof';
    const { board, id, deps } = await opened('certificateUnserved', {
      label,
      meanwhile: ({ cloud }) => {
        cloud.state.edgeAnswer = undefined;
        cloud.state.domains.set(domain, { ...handMade, status: 'configuring' });
      },
    });
    await continueRun(deps, id);
    expect(shownTexts().join('\n')).toContain('no longer needed');
    expect(board.runs[0]?.record.answers.skipped?.served).not.toBe(true);
  });
});
