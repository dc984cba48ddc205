import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { actByHand } from '../../sandbox/console.js';
import { addCertificate } from '../../sandbox/state/certificates.js';
import type { StoredCertificate } from '../../sandbox/state/storedCertificate.js';
import { applyUndo, readUndoState } from '../../src/core/activity/resources.js';
import { trackChanges } from '../../src/core/activity/trackChanges.js';
import { findFreeOffer, listFitting } from '../../src/core/https/accountCertificates.js';
import { certificateApproval } from '../../src/core/onboarding/approvals.js';
import type { UserAsk } from '../../src/core/onboarding/run/asks.js';
import { newFacts } from '../../src/core/onboarding/run/facts.js';
import type { RunAnswers } from '../../src/core/onboarding/run/run.js';
import { openActivity } from '../support/openActivity.js';
import { sampled } from '../support/sample.js';
import { plan as onboarding, type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';
import { shownCertificate as shownFrom } from '../support/shownCertificate.js';

const { signal } = new AbortController();
const plan = { ...onboarding, task: 'https', domain: 'static.shop-demo.com' } as const;
const target = `${plan.domain}.w.kunlunsl.com`;
let runs: SandboxRuns;
let wild: StoredCertificate;

beforeEach(async () => {
  runs = await startSandboxRuns();
  const { state } = runs.sandbox;
  state.cdnDomains.get(plan.domain)!.httpsOn = false;
  addCertificate(state, 'over', state.issue!([plan.domain], -3), false);
  addCertificate(state, 'other', state.issue!(['www.other-demo.com'], 90), false);
  wild = addCertificate(state, 'wild', state.issue!(['*.shop-demo.com', 'shop-demo.com'], 90), true);
});
afterEach(() => runs.stop());

const shownCertificate = () => shownFrom(runs.sandbox, { target, name: plan.domain });

/** Asks for a page over plain HTTP. */
async function visit(): Promise<{ status: number | undefined; location: string | undefined }> {
  const request = http.request({
    port: runs.sandbox.proxyPort,
    path: `http://${plan.domain}/index.html`,
    headers: { host: plan.domain },
    agent: false,
  });
  request.end();
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  response.resume();
  return { status: response.statusCode, location: response.headers.location };
}

async function choose(): Promise<Partial<RunAnswers>> {
  const { fitting } = await listFitting(runs.cloud, plan.domain, Date.now(), signal);
  const { id, name, region } = fitting[0]!;
  const chosen = { kind: 'own', id, name, region } as const;
  const held = await runs.cloud.cdn.readCertificate(plan.domain, signal);
  return { certificate: chosen, approvals: { certificate: certificateApproval(chosen, held, newFacts) } };
}

function answerWith(chosen: Partial<RunAnswers>) {
  return (ask: UserAsk): Partial<RunAnswers> => {
    if (ask.kind === 'chooseCertificate') return chosen;
    if (ask.kind === 'offerRedirect') return { approvals: { redirect: ask.approval } };
    throw new Error(`unexpected question: ${ask.kind}`);
  };
}

test('a domain gets the matching certificate of the account, the edge shows it, and http redirects to https', async () => {
  const { fitting } = await listFitting(runs.cloud, plan.domain, Date.now(), signal);
  expect(fitting.map(({ name }) => name)).toEqual(['wild', 'over']);
  const board = runs.openWindow();
  await runs.finish(board, await board.start(plan), answerWith(await choose()));
  expect((await shownCertificate())?.fingerprint256).toBe(new X509Certificate(wild.certificate).fingerprint256);
  expect(await visit()).toEqual({ status: 301, location: `https://${plan.domain}/index.html` });
  const sent = runs.sandbox.state.calls.filter(({ action }) => action === 'SetCdnDomainSSLCertificate');
  expect(sent).toHaveLength(1);
});

sampled(
  [
    ['a TXT', {}],
    ['a CNAME by its full name', { validationType: 'CNAME', validationKeyWhole: true }],
    ['a TXT, and the application shows late', { applicationLag: 300 }],
    ['a TXT, and the record is named late', { validationLag: 300 }],
  ] as const,
  2,
)(
  'the free certificate of the account is requested, validated by %s, issued and shown by the edge',
  async (_what, switches) => {
    const { state } = runs.sandbox;
    Object.assign(state.uncertain, switches);
    actByHand(state, { action: 'orderInstances', count: 2 });
    const { id: contact } = actByHand(state, { action: 'addContact', name: 'Li', email: 'li@shop-demo.com' }) as {
      id: number;
    };
    const offer = findFreeOffer(
      await runs.cloud.certificates.listFreeInstances(signal),
      plan.domain,
      new Set(),
      Date.now(),
    );
    expect(offer).toMatchObject({ unused: 2, instance: { state: 'unused' } });
    const askedAt = runs.clock.now();
    const chosen = { kind: 'free', instance: offer!.instance.id, contact, askedAt } as const;
    const approvals = { certificate: certificateApproval(chosen, undefined, newFacts) };
    const asked: string[] = [];
    const board = runs.openWindow();
    await runs.finish(board, await board.start(plan), (ask) => {
      asked.push(ask.kind);
      if (ask.kind === 'chooseCertificate') return { certificate: chosen, approvals };
      if (ask.kind === 'approveValidation') return { approvals: { validation: ask.approval } };
      return answerWith({})(ask);
    });
    expect([...new Set(asked)]).toEqual(['chooseCertificate', 'approveValidation', 'offerRedirect']);
    expect((await shownCertificate())?.subjectAltName).toBe(`DNS:${plan.domain}`);
    const made = (action: string) => state.calls.filter((call) => call.action === action && call.status === 200).length;
    expect({
      updates: made('UpdateInstance'),
      applications: made('ApplyCertificate'),
      records: made('AddDomainRecord'),
    }).toEqual({ updates: 1, applications: 1, records: 1 });
    expect([...runs.recordsOf('TXT', '_dnsauth.static'), ...runs.recordsOf('CNAME', '_dnsauth.static')]).toEqual([]);
    expect([...state.instances.values()].filter(({ appliedAt }) => appliedAt !== undefined)).toHaveLength(1);
  },
);

sampled(
  [
    ['failed', 'refused'],
    ['closed', 'over'],
  ] as const,
  2,
)('an application that ends as %s leads back to the choice of a certificate', async (outcome, free) => {
  const { state } = runs.sandbox;
  state.uncertain.applicationOutcome = outcome;
  actByHand(state, { action: 'orderInstances', count: 1 });
  const { id: contact } = actByHand(state, { action: 'addContact', name: 'Li', email: 'li@shop-demo.com' }) as {
    id: number;
  };
  const [instance] = await runs.cloud.certificates.listFreeInstances(signal);
  const request = { kind: 'free', instance: instance!.id, contact, askedAt: runs.clock.now() } as const;
  const first = { certificate: request, approvals: { certificate: certificateApproval(request, undefined, newFacts) } };
  const second = await choose();
  const reasons: unknown[] = [];
  const board = runs.openWindow();
  await runs.finish(board, await board.start(plan), (ask) => {
    if (ask.kind === 'chooseCertificate') reasons.push(ask.problem);
    return answerWith(reasons.length > 1 ? second : first)(ask);
  });
  expect(reasons).toEqual([undefined, { kind: 'free', failure: free }]);
  expect((await shownCertificate())?.fingerprint256).toBe(new X509Certificate(wild.certificate).fingerprint256);
});

test('a free certificate with a withdrawn application is over, and an unused one is offered instead', async () => {
  const { state } = runs.sandbox;
  const { ids } = actByHand(state, { action: 'orderInstances', count: 2 }) as { ids: readonly [string, string] };
  const [withdrawn, unused] = ids;
  Object.assign(state.instances.get(withdrawn)!, { domain: plan.domain, contacts: [7], appliedAt: Date.now() });
  actByHand(state, { action: 'withdrawApplication', id: withdrawn });
  const listed = await runs.cloud.certificates.listFreeInstances(signal);
  expect(findFreeOffer(listed, plan.domain, new Set(), Date.now())).toMatchObject({ instance: { id: unused } });
  const first = { kind: 'free', instance: withdrawn, contact: 7, askedAt: runs.clock.now() } as const;
  const second = await choose();
  const reasons: unknown[] = [];
  const board = runs.openWindow();
  await runs.finish(board, await board.start(plan), (ask) => {
    if (ask.kind === 'chooseCertificate') reasons.push(ask.problem);
    const approvals = { certificate: certificateApproval(first, undefined, newFacts) };
    return answerWith(reasons.length > 1 ? second : { certificate: first, approvals })(ask);
  });
  expect(reasons).toEqual([undefined, { kind: 'free', failure: 'over' }]);
});

test('undo restores the former certificate, or http only', async () => {
  const activity = openActivity();
  const cloud = trackChanges(runs.cloud, activity);
  const board = runs.openWindow(new Set(), cloud);
  await runs.finish(board, await board.start(plan), answerWith(await choose()));
  const set = activity.findUndoable({ action: 'SetCdnDomainSSLCertificate', subject: plan.domain })!;
  expect(await readUndoState(set.change!, runs.cloud, signal)).toBe('ready');
  await expect.poll(async () => (await runs.cloud.cdn.readDomain(plan.domain, signal))?.status).toBe('online');
  await applyUndo(set.change!, runs.cloud, signal);
  expect(await runs.cloud.cdn.readCertificate(plan.domain, signal)).toBeUndefined();
  expect(JSON.stringify(activity.entries)).not.toContain('PRIVATE KEY');
});
