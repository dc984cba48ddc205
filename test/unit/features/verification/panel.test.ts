import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createRecord } from '../../../../src/core/onboarding/run/runRecord.js';
import { actOnPage } from '../../../../src/features/verification/pageActs.js';
import { VerificationPanel } from '../../../../src/features/verification/panel.js';
import { createVirtualClock } from '../../../support/virtualClock.js';
import { plan } from '../../core/onboarding/world.js';
import { name, seeded } from '../../core/verification/acquire/world.js';

vi.mock('../../../../src/features/verification/pageActs.js', () => ({ actOnPage: vi.fn() }));

const rejected: unknown[] = [];
const onRejection = (reason: unknown) => void rejected.push(reason);
beforeEach(() => void process.on('unhandledRejection', onRejection));
afterEach(() => {
  process.off('unhandledRejection', onRejection);
  expect(rejected).toEqual([]);
});

/** A panel as VS Code makes it: nothing of its webview can be used once it is gone. */
function createPanel() {
  const posted: { readonly page: { readonly live: string; readonly accepted?: string; answers: unknown[] } }[] = [];
  const listeners = { message: (_message: unknown) => undefined as unknown, view: () => undefined as unknown };
  const state = { gone: false, visible: true };
  const webview = {
    options: {},
    html: '',
    cspSource: 'x',
    asWebviewUri: (uri: unknown) => uri,
    onDidReceiveMessage: (message: typeof listeners.message) => void Object.assign(listeners, { message }),
    postMessage: async (message: (typeof posted)[number]) => void posted.push(message),
  };
  const panel = {
    title: '',
    get visible() {
      return state.visible;
    },
    get webview() {
      if (state.gone) throw new Error('Webview is disposed');
      return webview;
    },
    reveal() {},
    onDidChangeViewState: (view: typeof listeners.view) => void Object.assign(listeners, { view }),
  };
  return { panel, posted, listeners, state };
}

async function open() {
  const cloud = await seeded();
  const clock = createVirtualClock();
  const made = createPanel();
  const signIns: (() => void)[] = [];
  const runs: unknown[] = [];
  const changes: (() => void)[] = [];
  const deps = {
    clock,
    session: {
      cloud: async () => cloud,
      onDidChange: (listen: () => void) => {
        signIns.push(listen);
        return { dispose() {} };
      },
    },
    settings: { get: (key: string) => (key === 'verification.resolvers' ? ['10.0.0.1'] : []) },
    board: {
      runs,
      onDidChange(listen: () => void) {
        changes.push(listen);
        return { dispose() {} };
      },
    },
    log: { failure: vi.fn(), debug: vi.fn() },
    context: { extensionUri: { path: '' } },
    machineName: () => 'dev-box',
    loadIsPublicSuffix: async () => () => false,
  };
  const page = new VerificationPanel(deps as never, made.panel as never, name);
  await clock.settle();
  const become = (...now: unknown[]) => {
    runs.splice(0, runs.length, ...now);
    for (const listen of changes) listen();
  };
  return { ...made, page, clock, cloud, become, signIn: () => signIns.forEach((listen) => void listen()) };
}

it('draws the findings of a check, and rests once the domain works', async () => {
  const { posted, clock } = await open();
  expect(posted.map(({ page }) => page.live)).toEqual([
    'Checking…',
    expect.stringMatching(/^No further checks needed/),
  ]);
  expect(clock.waiting).toBe(0);
});

it('asks nothing after a long action if the page was closed meanwhile', async () => {
  const { page, posted, listeners, state, clock, cloud } = await open();
  let finish: (changed: boolean) => void = () => undefined;
  vi.mocked(actOnPage).mockReturnValue(new Promise((resolve) => (finish = resolve)));
  listeners.message({ type: 'act', action: 'addRecord' });
  state.gone = true;
  page.dispose();
  const asked = cloud.calls.length;
  finish(true);
  listeners.message({ type: 'ready' });
  await clock.advance(60_000);
  expect({ calls: cloud.calls.length, posted: posted.length }).toEqual({ calls: asked, posted: 2 });
});

it('looks again after a long act only once its page is seen', async () => {
  const { posted, listeners, state, clock } = await open();
  vi.mocked(actOnPage).mockResolvedValue(true);
  state.visible = false;
  listeners.view();
  listeners.message({ type: 'act', action: 'addRecord' });
  await clock.advance(60_000);
  expect(posted).toHaveLength(2);
  state.visible = true;
  listeners.view();
  await clock.settle();
  expect(posted).toHaveLength(4);
});

it('follows a change that was accepted, without being asked, until it is seen', async () => {
  const { posted, listeners, clock, cloud } = await open();
  // The bare domain is refused, and the bucket has a page for it.
  const body = new TextEncoder().encode('<Error><Code>AccessDenied</Code></Error>');
  const { probe } = cloud.edge;
  let isRewritten = false;
  cloud.edge.probe = async (request, signal) =>
    request.path === '/' && !isRewritten
      ? { outcome: 'answered', status: 403, headers: {}, body, durationMs: 1 }
      : probe(request, signal);
  const bucket = { name: 'site', region: 'cn-hangzhou' };
  await cloud.oss.putObject(bucket, 'index.html', { body, headers: {} }, new AbortController().signal);
  vi.mocked(actOnPage).mockResolvedValue(true);
  listeners.message({ type: 'act', action: 'rewriteRoot' });
  await clock.settle();
  expect(posted.at(-1)?.page.accepted).toMatch(/^CDN accepted the change at/);
  expect(clock.waiting).toBeGreaterThan(0);
  isRewritten = true;
  await clock.advance(60_000);
  expect(posted.at(-1)?.page).not.toHaveProperty('accepted');
  expect(clock.waiting).toBe(0);
});

it('follows a run of its domain even at rest, and checks again when opened again', async () => {
  const off = { lead: { sentence: expect.stringContaining('HTTPS is off') } };
  const { posted, clock, cloud, page, become } = await open();
  const domain = cloud.state.domains.get(name)!;
  cloud.state.domains.set(name, { ...domain, httpsOn: false });
  page.recheck();
  await clock.settle();
  expect(posted.at(-1)?.page).toMatchObject({ live: expect.stringMatching(/^No further checks needed/), ...off });
  const record = createRecord('1', { ...plan, domain: name, task: 'https' }, 0);
  become({ record, activity: 'here' });
  cloud.state.domains.set(name, { ...domain, httpsOn: true });
  const steps = { ...record.steps, certificate: { state: 'done', since: 1 } };
  become({ record: { ...record, steps }, activity: 'here' });
  await clock.settle();
  expect(posted.at(-1)?.page).not.toMatchObject(off);
  cloud.state.domains.set(name, { ...domain, httpsOn: false });
  page.reveal();
  page.recheck();
  await clock.settle();
  expect(posted.at(-1)?.page).toMatchObject(off);
});

it('shows nothing of an account once another one has signed in', async () => {
  const { posted, listeners, clock, cloud, signIn } = await open();
  vi.mocked(actOnPage).mockResolvedValue(true);
  cloud.state.edgeAnswer = () => ({ outcome: 'answered', status: 403, headers: { eagleid: '1' }, durationMs: 1 });
  listeners.message({ type: 'act', action: 'setOriginHost' });
  await clock.settle();
  expect(posted.at(-1)?.page.answers).not.toEqual([]);
  const before = posted.length;
  signIn();
  expect(posted[before]?.page).toMatchObject({ live: 'Checking…', answers: [] });
  expect(posted[before]?.page).not.toHaveProperty('accepted');
  await clock.settle();
  expect(posted.at(-1)?.page.answers).not.toEqual([]);
});
