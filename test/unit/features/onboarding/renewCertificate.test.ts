import { beforeEach, describe, expect, it } from 'vitest';
import { RunBoard } from '../../../../src/core/onboarding/run/runBoard.js';
import type { RunCommandDeps } from '../../../../src/features/onboarding/runCommands.js';
import { renewCertificate, setUpHttps } from '../../../../src/features/onboarding/setUpHttps.js';
import { editor, modalTexts, resetEditor } from '../../../support/fakeVscode.js';
import { addMemoryCertificate } from '../../../support/memory/certificates.js';
import { type Line, scriptedUi } from '../../../support/scriptedUi.js';
import { handMade } from '../../core/onboarding/hands.js';
import { createWorld, live, plan, readyCloud } from '../../core/onboarding/world.js';

const { domain } = plan;

beforeEach(() => resetEditor());

/** A domain whose HTTPS was set up with a certificate of this name, and whose user renews that. */
async function renewing(name: string, lines: readonly Line[], beforeRemoval = async () => {}) {
  const cloud = readyCloud();
  cloud.state.domains.set(domain, { ...handMade });
  addMemoryCertificate(cloud.state, [domain], 2e12, name);
  const world = createWorld(cloud);
  const own = world.depsOf('a');
  const remove = async (id: string) => {
    await beforeRemoval();
    await own.store.remove(id);
  };
  const board = new RunBoard({ ...own, store: { ...own.store, remove } });
  const { session } = own;
  const ui = scriptedUi(lines);
  const log = { redact: (text: string) => text, debug: () => undefined };
  const settings = { get: (key: string) => (key === 'console' ? 'china' : ['192.0.2.1:53']) };
  const deps = { board, log, clock: world.clock, session, settings, ui } as unknown as RunCommandDeps;
  const watched: string[] = [];
  const run = async (command: typeof renewCertificate) => {
    const done = command(deps, domain, (id) => watched.push(id));
    // It may reject before it is awaited.
    done.catch(() => undefined);
    await world.clock.advance(1000);
    await done;
    ui.end();
  };
  const renew = () => run(renewCertificate);
  const setUp = () => run(setUpHttps);
  const begin = () => setUpHttps(deps, domain, (id) => watched.push(id));
  return { world, board, renew, setUp, begin, watched, asked: ui.asked };
}

/** The same, with the run finished. */
async function finished(name: string, lines: readonly Line[]) {
  const opened = await renewing(name, lines);
  const id = await opened.board.start({ ...plan, task: 'https', origin: handMadeOrigin });
  await live(opened.world, opened.board, id, 40);
  expect(opened.board.runs[0]?.activity).toBe('finished');
  return { ...opened, id };
}

const handMadeOrigin = plan.origin;
const ours = `${domain}-20260101T000000-letsencrypt`;

describe('a certificate that is renewed', () => {
  it("is requested from Let's Encrypt where it came from there, by the run that takes the place of the finished one", async () => {
    const { world, board, id, renew, watched } = await finished(ours, []);
    editor.press = (button) => button === 'Request Certificate';
    await renew();
    expect(modalTexts()[0]).toContain("Request a certificate from Let's Encrypt");
    expect(watched).toEqual([id]);
    expect(board.runs[0]?.record.answers.certificate).toMatchObject({ kind: 'acme', names: [domain] });
    await world.clock.advance(60_000);
    expect(board.runs[0]?.record.steps.certificate.state).not.toBe('done');
  });

  it('is answered and begun in one step, so that a window that dies loses neither', async () => {
    const { board, renew } = await finished(ours, []);
    board.answer = () => Promise.reject(new Error('the window has died'));
    editor.press = (button) => button === 'Request Certificate';
    await renew();
    expect(board.runs[0]?.record.answers.certificate).toMatchObject({ kind: 'acme', names: [domain] });
  });

  it('is requested by a question that names no protocols which the run leaves as the user has changed them', async () => {
    const { world, renew } = await finished(ours, []);
    world.cloud.state.configs.set(domain, []);
    await renew();
    expect(modalTexts()).toHaveLength(1);
    expect(modalTexts()[0]).not.toContain('HTTP/2');
  });

  it.each(['wild-2026', ''])('is chosen from the list where it came from elsewhere: "%s"', async (name) => {
    const { asked, renew } = await finished(name, ['cancel']);
    await renew();
    expect(asked).toHaveLength(1);
    expect(modalTexts()).toEqual([]);
  });

  it('leaves the finished run as it is when the user leaves', async () => {
    const { board, renew, watched } = await finished(ours, []);
    const before = board.runs[0];
    await renew();
    expect(modalTexts()).toHaveLength(1);
    expect(board.runs).toEqual([before]);
    expect(watched).toEqual([]);
  });

  it('leaves no run where there was none', async () => {
    const { world, board, renew } = await renewing(ours, ['cancel']);
    await renew();
    await board.load();
    expect(board.runs).toEqual([]);
    expect(world.cloud.calls.filter((call) => /^cdn\.(set|delete)/.test(call))).toEqual([]);
  });
});

describe('HTTPS that is set up again', () => {
  it('leaves the finished run as it is when the user leaves, and no task in the tree', async () => {
    const { world, board, setUp, watched, asked } = await finished('wild', ['cancel']);
    const before = board.runs[0];
    await setUp();
    await world.clock.advance(60_000);
    expect(asked.map(({ title }) => title)).toEqual([`Certificate for ${domain}`]);
    expect(board.runs).toEqual([before]);
    await board.load();
    expect(board.runs[0]).toMatchObject({ activity: 'finished' });
    expect(watched).toEqual([]);
  });

  it('offers to keep the present certificate, and runs once that is answered', async () => {
    const { world, board, id, setUp, watched } = await finished('wild', [
      { pick: '$(check) Keep Current Certificate' },
    ]);
    editor.press = () => true;
    await setUp();
    await live(world, board, id, 40);
    expect(watched).toEqual([id]);
    expect(board.runs[0]).toMatchObject({
      activity: 'finished',
      record: { answers: { certificate: { kind: 'keep', present: expect.any(String) } } },
    });
    expect(world.cloud.calls.filter((call) => call === 'cdn.setCertificate')).toHaveLength(1);
  });

  it('is not asked about while a staging configuration is under test', async () => {
    const { world, setUp, asked } = await finished('wild', []);
    world.cloud.state.staging.add(domain);
    await expect(setUp()).rejects.toMatchObject({ kind: 'stagingActive' });
    expect(asked).toEqual([]);
  });
});

describe('HTTPS that is set up for the first time', () => {
  it('leaves no task when the user leaves the choice of a certificate', async () => {
    const { board, setUp, watched, asked } = await renewing('wild', ['cancel']);
    await setUp();
    expect({ asked: asked.length, runs: board.runs, watched: watched.length }).toEqual({
      asked: 1,
      runs: [],
      watched: 1,
    });
  });

  it('asks again where it is begun again while the task of a canceled choice is being removed', async () => {
    let [isRemoving, release] = [false, () => {}];
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { world, board, begin, asked } = await renewing('wild', ['cancel', 'cancel'], () => {
      isRemoving = true;
      return isReleased;
    });
    const first = begin();
    await world.clock.advance(1000);
    expect({ isRemoving, asked: asked.length }).toEqual({ isRemoving: true, asked: 1 });
    const second = begin();
    await world.clock.advance(1000);
    expect(asked.length).toBe(1);
    release();
    await world.clock.advance(1000);
    await Promise.all([first, second]);
    expect({ asked: asked.length, runs: board.runs }).toEqual({ asked: 2, runs: [] });
  });

  it('keeps the task when the user leaves the choice in one that was there before', async () => {
    const { world, board, setUp } = await renewing('wild', ['cancel']);
    world.unanswered.add('chooseCertificate');
    const id = await board.start({ ...plan, task: 'https' });
    await live(world, board, id, 5);
    await setUp();
    expect(board.runs.map(({ record }) => record.id)).toEqual([id]);
  });

  it('keeps the task once a certificate was chosen', async () => {
    editor.press = (button) => button === 'Set Certificate';
    const { board, setUp } = await renewing('wild', [{ pick: '$(lock) wild' }]);
    await setUp();
    expect(board.runs[0]?.record.answers.certificate).toMatchObject({ name: 'wild' });
  });
});
