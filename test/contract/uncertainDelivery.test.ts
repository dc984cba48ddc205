import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { setByHand } from '../../sandbox/cdn/configs/configs.js';
import { actByHand } from '../../sandbox/console.js';
import { addCertificate } from '../../sandbox/state/certificates.js';
import { type UncertainName, uncertainties } from '../../sandbox/state/uncertain.js';
import { readCorsRules } from '../../src/core/delivery/bucketXml.js';
import { listFitting } from '../../src/core/https/accountCertificates.js';
import type { NewCertificate } from '../../src/core/https/chosenCertificate.js';
import { certificateApproval } from '../../src/core/onboarding/approvals.js';
import type { UserAsk } from '../../src/core/onboarding/run/asks.js';
import { newFacts } from '../../src/core/onboarding/run/facts.js';
import type { RunAnswers } from '../../src/core/onboarding/run/run.js';
import { chooseDelivery } from '../support/chooseDelivery.js';
import { editor, resetEditor, shownTexts } from '../support/fakeVscode.js';
import { plan as onboarding, type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';
import type { Line } from '../support/scriptedUi.js';
import { shownCertificate } from '../support/shownCertificate.js';
import { deliverySwitches } from '../support/topicSwitches.js';
import { visit } from '../support/visit.js';
import { follow } from './errorRuns/follow.js';

const { signal } = new AbortController();
const domain = 'static.shop-demo.com';
const target = `${domain}.w.kunlunsl.com`;
const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' };
const plan = { ...onboarding, task: 'https', domain } as const;
let runs: SandboxRuns;

beforeAll(async () => {
  runs = await startSandboxRuns();
});
beforeEach(() => {
  resetEditor();
  editor.press = () => true;
  stored().httpsOn = false;
});
afterEach(() => runs.reset());
afterAll(() => runs.stop());
const turned = new Set<string>();
function turn(name: UncertainName, value: string | number | boolean = uncertainties[name].value): void {
  if (value !== uncertainties[name].value) turned.add(name);
  runs.sandbox.state.uncertain[name] = value;
}
const stored = () => runs.sandbox.state.cdnDomains.get(domain)!;
const choose = (topic: string, ...lines: readonly Line[]) => chooseDelivery(runs, `${topic}:${domain}`, lines);
const shown = async () => (await shownCertificate(runs.sandbox, { target, name: domain }))?.publicKey.asymmetricKeyType;

/** A certificate for the domain that the account has, as a user chooses it. */
async function own(kind: 'rsa' | 'ec'): Promise<Partial<RunAnswers>> {
  const { state } = runs.sandbox;
  const { id, name, region } = addCertificate(state, `own-${kind}`, state.issue!([domain], 60, kind), true);
  return approve({ kind: 'own', id, name, region });
}

async function approve(chosen: NewCertificate): Promise<Partial<RunAnswers>> {
  const held = await runs.cloud.cdn.readCertificate(domain, signal);
  return { certificate: chosen, approvals: { certificate: certificateApproval(chosen, held, newFacts) } };
}

const redirect = (ask: UserAsk): Partial<RunAnswers> => {
  if (ask.kind === 'offerRedirect') return { approvals: { redirect: ask.approval } };
  throw new Error(`no question was expected: ${ask.kind}`);
};

/** Sets up HTTPS with a free certificate that the account orders now. */
async function setFree(): Promise<void> {
  const { state } = runs.sandbox;
  actByHand(state, { action: 'orderInstances', count: 1 });
  const added = actByHand(state, { action: 'addContact', name: 'Li', email: 'li@shop-demo.com' });
  const { id: contact } = added as { id: number };
  const [instance] = await runs.cloud.certificates.listFreeInstances(signal);
  const chosen = await approve({ kind: 'free', instance: instance!.id, contact, askedAt: runs.clock.now() });
  const board = runs.openWindow();
  await runs.finish(board, await board.start(plan), (ask) => {
    if (ask.kind === 'chooseCertificate') return chosen;
    return ask.kind === 'approveValidation' ? { approvals: { validation: ask.approval } } : redirect(ask);
  });
}

const permission = 'yundun-cert:ListUserCertificateOrder';
const denyListing = () =>
  actByHand(runs.sandbox.state, { action: 'setDenied', id: runs.sandbox.accessKey.id, permission, denied: true });
const fitting = async () => (await listFitting(runs.cloud, domain, Date.now(), signal)).fitting;

describe('a certificate, under each behaviour the vendor may have', () => {
  test.each([
    { taken: true, asked: [undefined], key: 'ec' },
    { taken: false, asked: [undefined, 'InvalidSSLPri'], key: 'rsa' },
  ])(
    'a certificate with an EC key is shown by the edge, or another certificate is asked for: taken $taken',
    async ({ taken, asked, key }) => {
      turn('ecKeys', taken);
      const [first, second] = [await own('ec'), await own('rsa')];
      const reasons: unknown[] = [];
      const board = runs.openWindow();
      await runs.finish(board, await board.start(plan), (ask) => {
        if (ask.kind !== 'chooseCertificate') return redirect(ask);
        reasons.push(ask.problem?.kind === 'refused' ? ask.problem.error.details.code : ask.problem);
        return reasons.length > 1 ? second : first;
      });
      expect({ reasons, key: await shown() }).toEqual({ reasons: asked, key });
    },
  );

  test('a certificate names the missing permission of the certificate service, and is set once it is granted', async () => {
    turn('certificateRights', true);
    const right = 'yundun-cert:DescribeSSLCertificatePrivateKey';
    const { id } = runs.sandbox.accessKey;
    const deny = (denied: boolean) =>
      actByHand(runs.sandbox.state, { action: 'setDenied', id, permission: right, denied });
    deny(true);
    const chosen = await own('rsa');
    const answer = (ask: UserAsk) => (ask.kind === 'chooseCertificate' ? chosen : redirect(ask));
    const board = runs.openWindow();
    const person = { board, id: await board.start(plan), answer };
    const { steps } = await follow(person, (record) => record.steps.certificate.state === 'failed');
    expect(steps.certificate).toMatchObject({
      error: { kind: 'forbidden', details: { denial: { permission: right } } },
    });
    deny(false);
    board.recheck(person.id);
    await follow(person, (record) => record.steps.certificate.state === 'done');
    expect(await shown()).toBe('rsa');
  });

  test.each(['PermissionDenied', 'AccessDenied.NoAuth', 'Forbidden.RAM'])(
    'a missing permission of the certificate service is named in every form of the refusal: %s',
    async (code) => {
      turn('certificateDenial', code);
      denyListing();
      const listed = runs.cloud.certificates.listCertificates(signal);
      await expect(listed).rejects.toMatchObject({ kind: 'forbidden', details: { code, denial: { permission } } });
      // CDN's own list is left to choose from.
      await expect(fitting()).resolves.toEqual([]);
    },
  );

  test.each(['change', 'end'])(
    'a certificate is listed with its end date for every form of LastTime: %s',
    async (lastTime) => {
      turn('lastTime', lastTime);
      const expires = Date.now() + 40 * 86_400_000;
      addCertificate(runs.sandbox.state, 'forty', runs.sandbox.state.issue!([domain], 40), true);
      const [listed] = await fitting();
      expect(listed).toMatchObject({ name: 'forty', region: 'cn-hangzhou', expires: expect.closeTo(expires, -5) });
      denyListing();
      const [ofCdn] = await fitting();
      expect([ofCdn?.name, ofCdn?.expires]).toEqual(['forty', undefined]);
    },
  );

  test.each([
    ['both', ['abroad', 'home']],
    ['china', ['home']],
    ['international', ['abroad']],
  ])('the certificate service of a site that does not serve the account is no error: %s', async (serving, names) => {
    turn('certificateSite', serving);
    const { state } = runs.sandbox;
    addCertificate(state, 'home', state.issue!([domain], 90), true);
    addCertificate(state, 'abroad', { ...state.issue!([domain], 90), region: 'ap-southeast-1' }, true);
    const listed = await runs.cloud.certificates.listCertificates(signal);
    expect(listed.map(({ name }) => name).sort()).toEqual(names);
  });

  test('a free certificate is set after any delay, and offered once where it is in both lists of the account', async () => {
    const { state } = runs.sandbox;
    turn('issueTakes', 900);
    turn('instancesInOrderList', true);
    await setFree();
    const [issued] = [...state.instances.values()];
    const names = async () => (await fitting()).map(({ id }) => id === issued!.certificateId);
    expect({ shown: await shown(), names: await names() }).toEqual({ shown: 'rsa', names: [true] });
    turn('instancesInOrderList');
    expect(await names()).toEqual([true]);
  });

  test('a free certificate is set where it is issued as soon as its record is seen', async () => {
    turn('issueTakes', 0);
    await setFree();
    expect(await shown()).toBe('rsa');
  });
});

describe('a delivery setting, under each behaviour the vendor may have', () => {
  const ownRule =
    '<CORSRule><AllowedOrigin>https://own.example</AllowedOrigin><AllowedMethod>PUT</AllowedMethod></CORSRule>';
  const never = [{ pick: 'Fixed Time for File Types…' }, { type: 'css' }] as const;
  const ttls = () => (stored().configs ?? []).filter(({ functionName }) => functionName.endsWith('_ttl_set'));

  test('with a cache time of 0 that CDN accepts the edge caches nothing', async () => {
    turn('ttlZero');
    await choose('cache', ...never, { type: '0' });
    const { headers } = await visit(runs.sandbox, `http://${domain}/css/site.css`);
    expect(headers['x-swift-cachetime']).toBe('0');
  });

  test('a cache time of 0 that CDN refuses is an invalid value and sets nothing, and 1 is accepted instead', async () => {
    turn('ttlZero', false);
    await expect(choose('cache', ...never, { type: '0' })).rejects.toMatchObject({ kind: 'invalidInput' });
    expect(ttls()).toEqual([]);
    await choose('cache', ...never, { type: '1' });
    expect(ttls().map(({ args }) => args.ttl)).toEqual(['1']);
  });

  test.each([
    { lists: true, says: 'The edge allows pages of https://a.example to read.' },
    { lists: false, says: 'The edge sends all sites at once, which browsers refuse: allow every site or only one.' },
  ])('several allowed sites are tested at the edge, which compares lists: $lists', async ({ lists, says }) => {
    turn('originControlLists', lists);
    await choose('cors', { pick: 'These Sites…' }, { type: 'https://a.example,https://b.example' });
    expect(shownTexts()).toContain(says);
    const allowed = async (origin: string) => {
      const { headers } = await visit(runs.sandbox, `http://${domain}/css/site.css`, { headers: { origin } });
      return headers['access-control-allow-origin'];
    };
    expect(await allowed('https://b.example')).toBe(
      lists ? 'https://b.example' : 'https://a.example,https://b.example',
    );
    await choose('cors', { pick: 'These Sites…' }, { type: 'https://b.example' });
    expect(await allowed('https://b.example')).toBe('https://b.example');
  });

  test.each([20, 10])(
    'allowed sites are added one by one beyond the number of CORS rules that a bucket accepts: %s',
    async (rules) => {
      turn('corsRules', rules);
      const xml = `<CORSConfiguration>${ownRule.repeat(rules - 1)}</CORSConfiguration>`;
      await runs.cloud.oss.updateBucketSetting(bucket, 'cors', xml, signal);
      for (const site of ['https://a.example', 'https://b.example'])
        await choose('cors', { pick: 'These Sites…' }, { type: site });
      const after = readCorsRules(await runs.cloud.oss.readBucketSetting(bucket, 'cors', signal));
      expect(after).toEqual([
        ...Array(rules - 1).fill({ origins: ['https://own.example'], methods: ['PUT'] }),
        { origins: ['https://a.example', 'https://b.example'], methods: ['GET', 'HEAD'] },
      ]);
    },
  );

  test('a bucket with the maximum number of CORS rules keeps them, and the refusal is an error', async () => {
    turn('corsRules', 10);
    const xml = `<CORSConfiguration>${ownRule.repeat(10)}</CORSConfiguration>`;
    await runs.cloud.oss.updateBucketSetting(bucket, 'cors', xml, signal);
    const refused = choose('cors', { pick: 'These Sites…' }, { type: 'https://a.example' });
    await expect(refused).rejects.toMatchObject({ kind: 'invalidInput' });
    expect(readCorsRules(await runs.cloud.oss.readBucketSetting(bucket, 'cors', signal))).toEqual(
      Array(10).fill({ origins: ['https://own.example'], methods: ['PUT'] }),
    );
  });

  test.each([
    { applied: true, website: 200 },
    { applied: false, website: 404 },
  ])(
    'with the accelerated domain as origin host routes work by a site rule, and by the website where OSS applies it: $applied',
    async ({ applied, website }) => {
      turn('websiteAtOwnHost', applied);
      setByHand(runs.sandbox.state, stored(), 'set_req_host_header', { domain_name: domain });
      actByHand(runs.sandbox.state, { action: 'bindCname', bucket: bucket.name, domain });
      await choose('website', { pick: 'Single-Page App' });
      const statusOf = async (path: string) => (await visit(runs.sandbox, `http://${domain}${path}`)).status;
      expect(await statusOf('/shop/cart')).toBe(website);
      const rule = { regex: '^/[^.]*$', replacement: '/index.html', flag: 'break' };
      setByHand(runs.sandbox.state, stored(), 'host_redirect', rule);
      expect(await statusOf('/shop/other')).toBe(200);
    },
  );
});

describe('the prerequisites of a settings change, under each behaviour the vendor may have', () => {
  const off = [{ pick: 'gzip Only' }] as const;

  test.each(['success', 'testing'])(
    'a staging configuration with the status %s is reported before anything is asked',
    async (status) => {
      turn('stagingStatus', status);
      actByHand(runs.sandbox.state, { action: 'setStaging', domain, functionName: 'range', args: { enable: 'on' } });
      await expect(choose('compression', ...off)).rejects.toMatchObject({ kind: 'stagingActive' });
      expect(shownTexts()).toEqual([]);
    },
  );

  test('the permission to create the role of CDN is named where CDN asks for it', async () => {
    turn('settingsNeedRole', true);
    const permission = 'ram:CreateServiceLinkedRole';
    const right = { action: 'setDenied', id: runs.sandbox.accessKey.id, permission };
    actByHand(runs.sandbox.state, { ...right, denied: true });
    await expect(choose('compression', ...off)).rejects.toMatchObject({
      kind: 'forbidden',
      details: { code: 'NoPermission.SLR', denial: { permission } },
    });
    actByHand(runs.sandbox.state, { ...right, denied: false });
    await choose('compression', ...off);
    expect((stored().configs ?? []).map(({ functionName }) => functionName)).toContain('gzip');
  });
});

test('every switch about delivery and certificates is tested', () => {
  expect([...turned].sort()).toEqual([...deliverySwitches, 'instancesInOrderList', 'issueTakes'].sort());
});
