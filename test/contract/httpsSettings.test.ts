import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { setByHand } from '../../sandbox/cdn/configs/configs.js';
import { addCertificate } from '../../sandbox/state/certificates.js';
import { canUndo } from '../../src/core/activity/activity.js';
import type { Change } from '../../src/core/activity/change.js';
import { applyUndo, readUndoState } from '../../src/core/activity/resources.js';
import { trackChanges } from '../../src/core/activity/trackChanges.js';
import { certificateApproval } from '../../src/core/onboarding/approvals.js';
import type { UserAsk } from '../../src/core/onboarding/run/asks.js';
import { newFacts } from '../../src/core/onboarding/run/facts.js';
import type { RunAnswers } from '../../src/core/onboarding/run/run.js';
import { systemClock } from '../../src/disk/clock.js';
import type { DomainDeps } from '../../src/features/domains/domainDeps.js';
import { setHsts } from '../../src/features/domains/setHsts.js';
import type { Language } from '../support/browser.js';
import { editor, env, modalTexts, resetEditor, shownTexts } from '../support/fakeVscode.js';
import { openActivity } from '../support/openActivity.js';
import { plan as onboarding, type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';
import { type Line, scriptedUi } from '../support/scriptedUi.js';

const { signal } = new AbortController();
const domain = 'static.shop-demo.com';
const target = `${domain}.w.kunlunsl.com`;
const plan = { ...onboarding, task: 'https', domain } as const;
let runs: SandboxRuns;

beforeAll(async () => {
  runs = await startSandboxRuns();
});
beforeEach(() => {
  resetEditor();
  editor.press = () => true;
});
afterEach(() => runs.reset());
afterAll(() => runs.stop());

const stored = () => runs.sandbox.state.cdnDomains.get(domain)!;
/** As in the vendor's console. */
const set = (functionName: string, args: Readonly<Record<string, string>>) =>
  setByHand(runs.sandbox.state, stored(), functionName, args);
const argsOf = (functionName: string) =>
  (stored().configs ?? []).filter((each) => each.functionName === functionName).map(({ args }) => args);
/** The settings that were changed, in order, each by the function that it is about. */
const changes = () =>
  runs.sandbox.state.calls.flatMap(({ action, status, params }) => {
    if (status >= 300) return [];
    if (action === 'DeleteSpecificConfig') return ['removed'];
    return action === 'BatchSetCdnDomainConfig'
      ? [...(params.Functions ?? '').matchAll(/"functionName":"(\w+)"/g)].map(([, name]) => name)
      : [];
  });

function answer(ask: UserAsk): Partial<RunAnswers> {
  if (ask.kind === 'offerRedirect') return { approvals: { redirect: ask.approval } };
  const wild = [...runs.sandbox.state.certificates.values()].find(({ name }) => name === 'wild');
  if (ask.kind !== 'chooseCertificate' || !wild) throw new Error(`not expected to be asked: ${ask.kind}`);
  const { id, name, region } = wild;
  const certificate = { kind: 'own', id, name, region } as const;
  return { certificate, approvals: { certificate: certificateApproval(certificate, undefined, newFacts) } };
}

describe('the HTTPS settings at CDN', () => {
  beforeEach(() => {
    const { state } = runs.sandbox;
    stored().httpsOn = false;
    addCertificate(state, 'wild', state.issue!(['*.shop-demo.com'], 90), true);
  });

  test('CDN refuses the redirect to https beside the opposite one, even if that is off', async () => {
    set('http_force', { enable: 'off' });
    const wanted = { functionName: 'https_force', args: { enable: 'on' } };
    const refused = { kind: 'operationBarred', details: { code: 'FunctionMutex' } };
    await expect(runs.cloud.cdn.setConfigs(domain, [wanted], signal)).rejects.toMatchObject(refused);
  });

  test.each([{ enable: 'on', http_rewrite: '301' }, { enable: 'off' }])(
    'the opposite redirect is removed before the one to https is set: $enable',
    async (opposite) => {
      set('http_force', opposite);
      const offers: boolean[] = [];
      const board = runs.openWindow();
      await runs.finish(board, await board.start(plan), (ask) => {
        if (ask.kind === 'offerRedirect') offers.push(ask.opposite === true);
        return answer(ask);
      });
      expect(changes()).toEqual(['https_option', 'https_tls_version', 'removed', 'https_force']);
      expect({ opposite: argsOf('http_force'), redirect: argsOf('https_force') }).toEqual({
        opposite: [],
        redirect: [{ enable: 'on', https_rewrite: '301' }],
      });
      expect(offers).toEqual([opposite.enable === 'on']);
    },
  );

  test('undoing the redirect in Activity restores the opposite one', async () => {
    const opposite = { enable: 'on', http_rewrite: '301' };
    set('http_force', opposite);
    const activity = openActivity();
    const board = runs.openWindow(new Set(), trackChanges(runs.cloud, activity));
    await runs.finish(board, await board.start(plan), answer);
    const isForce = ({ kind, at }: Change) => kind === 'config' && at.functionName.endsWith('_force');
    const undos = activity.entries.filter(canUndo).flatMap(({ change }) => (isForce(change) ? [change] : []));
    expect(undos.map(({ before, after }) => [before !== null, after !== null])).toEqual([
      [false, true],
      [true, false],
    ]);
    for (const undo of undos) {
      await expect.poll(async () => (await runs.cloud.cdn.readDomain(domain, signal))?.status).toBe('online');
      expect(await readUndoState(undo, runs.cloud, signal)).toBe('ready');
      await applyUndo(undo, runs.cloud, signal);
    }
    expect({ opposite: argsOf('http_force'), redirect: argsOf('https_force') }).toEqual({
      opposite: [opposite],
      redirect: [],
    });
  });

  test('https_option and the TLS versions are read, changed and written back completely', async () => {
    set('https_option', { http2: 'off', ocsp_stapling: 'on', jdt_cert: 'free' });
    set('https_tls_version', { tls10: 'on', tls11: 'on', tls12: 'on', tls13: 'off', ciphersuitegroup: 'all' });
    const board = runs.openWindow();
    await runs.finish(board, await board.start(plan), answer);
    expect(argsOf('https_option')).toEqual([{ http2: 'on', ocsp_stapling: 'on', jdt_cert: 'free' }]);
    expect(argsOf('https_tls_version')).toEqual([
      { tls10: 'off', tls11: 'off', tls12: 'on', tls13: 'on', ciphersuitegroup: 'all' },
    ]);
    expect(stored().httpsOn).toBe(true);
  });
});

/** What the edge tells browsers to remember. */
async function toldByEdge(): Promise<string | undefined> {
  const { headers } = await runs.cloud.edge.probe({ connectTo: target, name: domain, path: '/', maxBytes: 1 }, signal);
  return headers['strict-transport-security'];
}

/** Runs HSTS… and answers what it asks. */
async function choose(...lines: readonly Line[]): Promise<void> {
  const ui = scriptedUi(lines);
  const deps = {
    session: { cloud: async () => runs.cloud },
    ui,
    clock: systemClock,
    activity: { findUndoable: () => undefined },
  };
  await setHsts(deps as unknown as DomainDeps, domain);
  ui.end();
}

const words = {
  en: {
    pick: '60 days',
    question: `Turn on HSTS for ${domain}?`,
    warning: 'do not let visitors bypass certificate errors. Undo does not change this.',
    refused: `This does not match the domain: ${domain}`,
    off: 'Off',
    turnOff: '[Turn Off HSTS]',
  },
  'zh-cn': {
    pick: '60 天',
    question: `为 ${domain} 开启 HSTS？`,
    warning: '出现证书错误时也无法忽略并继续访问。撤销对这些浏览器无效。',
    refused: `输入的内容与域名不一致：${domain}`,
    off: '关闭',
    turnOff: '[关闭 HSTS]',
  },
} satisfies Record<Language, object>;

describe.each<Language>(['en', 'zh-cn'])('HSTS in %s', (language) => {
  const say = words[language];

  beforeEach(() => {
    env.language = language;
  });

  test('is enabled after its warning with the typed name, and sent to browsers', async () => {
    set('HSTS', { enabled: 'off', https_hsts_max_age: '60', https_hsts_include_subdomains: 'on' });
    const [before] = stored().configs!.filter(({ functionName }) => functionName === 'HSTS');
    await choose({ pick: say.pick }, { type: 'shop-demo.com', refused: say.refused }, { type: domain });
    const [asked = ''] = modalTexts();
    expect(asked).toContain(say.question);
    expect(asked).toContain(say.warning);
    expect(argsOf('HSTS')).toEqual([
      { enabled: 'on', https_hsts_max_age: '5184000', https_hsts_include_subdomains: 'off' },
    ]);
    expect(stored().configs!.find(({ functionName }) => functionName === 'HSTS')?.id).toBe(before?.id);
    await expect.poll(toldByEdge).toMatch(/max-age=5184000/);
  });

  test('is disabled without typing, and its other arguments are kept', async () => {
    set('HSTS', { enabled: 'on', https_hsts_max_age: '86400', https_hsts_include_subdomains: 'on' });
    expect(await toldByEdge()).toContain('max-age=86400');
    await choose({ pick: say.off });
    expect(modalTexts()[0]).toContain(say.turnOff);
    expect(argsOf('HSTS')).toEqual([
      { enabled: 'off', https_hsts_max_age: '86400', https_hsts_include_subdomains: 'on' },
    ]);
    await expect.poll(toldByEdge).toBeUndefined();
  });

  test('is not sent unless the name is typed', async () => {
    await choose({ pick: say.pick }, 'cancel');
    expect({ set: argsOf('HSTS'), shown: shownTexts().length }).toEqual({ set: [], shown: 1 });
  });
});
