import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { setByHand } from '../../sandbox/cdn/configs/configs.js';
import { viewInBrowser } from '../../src/core/https/browserView.js';
import { probeDomain } from '../../src/core/https/probeDomain.js';
import { readHttps } from '../../src/core/https/readHttps.js';
import { readEdgeReport } from '../../src/core/refresh/edgeReport.js';
import { verdictText } from '../../src/core/verification/diagnosis/verdictText.js';
import { systemClock } from '../../src/disk/clock.js';
import { checkAtEdge, refusedBy } from '../../src/features/refresh/checkAtEdge.js';
import { editor, resetEditor, workspace } from '../support/fakeVscode.js';
import { scriptedUi } from '../support/scriptedUi.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const name = 'static.shop-demo.com';
const cname = `${name}.w.kunlunsl.com`;
const ask = (httpsOn: boolean) =>
  probeDomain(opened.cloud.edge, { name, cname, httpsOn }, { path: '/index.html', maxBytes: 4096 }, signal);

const stored = () => opened.sandbox.state.cdnDomains.get(name)!;

let opened: SandboxCloud;
beforeAll(async () => {
  opened = await openSandboxCloud();
});
afterAll(() => opened.stop());
afterEach(() => {
  setByHand(opened.sandbox.state, stored(), 'referer_white_list_set', undefined);
  delete opened.sandbox.state.proxyRefuses;
  delete opened.sandbox.state.proxyTunnels80;
});

describe('a domain behind a proxy', () => {
  test.each([true, false])(
    'a domain behind a proxy without HTTPS is asked whether tunnels to port 80 are allowed or not: %s',
    async (tunnels) => {
      opened.sandbox.state.proxyTunnels80 = tunnels;
      const answer = await ask(false);
      expect(answer).toMatchObject({ outcome: 'answered', status: 200 });
      expect(answer.headers.eagleid).toBeDefined();
      expect(viewInBrowser(name, { scheme: 'http', answer }, Date.now())).toEqual({ kind: 'downloaded', forced: true });
      const { host } = opened.sandbox.state.calls.at(-1) ?? {};
      expect(host).toBe(name);
    },
  );

  test('has no verdict only if the proxy refuses both ways', async () => {
    opened.sandbox.state.proxyRefuses = new Set(['edge']);
    expect(await ask(false)).toMatchObject({ outcome: 'proxyRefused' });
    expect(await ask(true)).toMatchObject({ outcome: 'proxyRefused' });
  });

  test('shows its certificate with names, end and fingerprint at its target', async () => {
    const ports = { edge: opened.cloud.edge, clock: systemClock };
    const fact = await readHttps(ports, { domain: name, connectTo: cname, path: '/index.html' }, signal);
    expect(fact).toMatchObject({
      certificate: { kind: 'good', name },
      view: { kind: 'downloaded', forced: true },
      answer: { status: 200, certificate: { names: [name], trusted: true } },
    });
    expect(fact.answer.certificate?.fingerprint).toHaveLength(64);
    const silent = await readHttps(ports, { domain: name, connectTo: 'nowhere.example.net' }, signal);
    expect(silent).toMatchObject({ view: { kind: 'unknown', outcome: 'proxyRefused' } });
    expect(silent).not.toHaveProperty('certificate');
  });
});

test('a check refused by a Referer list mentions the missing Referer, and passes if an empty one is allowed', async () => {
  const set = (allow_empty: string) =>
    setByHand(opened.sandbox.state, stored(), 'referer_white_list_set', {
      refer_domain_allow_list: 'shop.example',
      allow_empty,
    });
  set('off');
  const refused = await ask(true);
  const report = readEdgeReport(refused)!;
  expect({ status: report.status, by: refusedBy({ report, headers: refused.headers }) }).toEqual({
    status: 403,
    by: 'the Referer list of the domain: this check sends no Referer, as when a URL is opened directly',
  });
  set('on');
  const answer = await ask(true);
  expect(refusedBy({ report: readEdgeReport(answer)!, headers: answer.headers })).toBeUndefined();
  expect(answer.status).toBe(200);
});

test('a check refused by a rule links to the access settings of the domain', async () => {
  resetEditor();
  workspace.isTrusted = false;
  setByHand(opened.sandbox.state, stored(), 'referer_white_list_set', {
    refer_domain_allow_list: 'shop.example',
    allow_empty: 'off',
  });
  const ui = scriptedUi([{ pick: '$(shield) Change Access…' }]);
  const session = { account: { id: opened.sandbox.state.ownerId }, cloud: async () => opened.cloud };
  const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' };
  const deps = { session, ui, clock: systemClock } as unknown as Parameters<typeof checkAtEdge>[0];
  await checkAtEdge(deps, [{ bucket, key: 'css/site.css' }]);
  expect(ui.asked[0]?.labels).toContain('Refused by');
  expect(editor.ran).toEqual([['ossCdn.changeDelivery', `access:${name}`]]);
});

test("the verdict on a domain names the rule that refused the check, with the edge's reason", () => {
  const detailOf = (reason: string) => verdictText({ kind: 'edgeRefuses', status: 403, reason }, 0).detail;
  expect(detailOf('denied by IP ACL = not in whitelist')).toBe(
    'Reason: denied by IP ACL = not in whitelist. Refused by the IP address list of the domain, by the address of this computer or its proxy',
  );
  expect(detailOf('denied by bot')).toBe('Reason: denied by bot');
});
