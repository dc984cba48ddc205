import { setMaxListeners } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createAuthority } from '../../sandbox/proxy/ca.js';
import { addCertificate } from '../../sandbox/state/certificates.js';
import type { Fault } from '../../sandbox/state/state.js';
import { createCloud } from '../../src/cloud/createCloud.js';
import type { Credentials } from '../../src/core/account.js';
import type { CloudCall } from '../../src/core/ports/cloud.js';
import type { ClockPort } from '../../src/core/ports/local.js';
import { createRedactor } from '../../src/host/log/redact.js';
import { inSuite } from '../support/nightly.js';
import { findSecrets, formsOf } from '../support/secretForms.js';
import { demoSource } from '../support/siteSources.js';
import { type Act, ossActs, type WritingCall } from './canary/ossActs.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
// Many calls at once listen to it.
setMaxListeners(0, signal);
const zone = 'shop-demo.com';
/** Pauses between attempts take no time. */
const clock: ClockPort = { now: () => Date.now(), sleep: async () => {} };

const keys: Readonly<Record<string, Credentials>> = {
  AccessKey: { accessKeyId: 'LTAI5tCanaryCanaryCanary', accessKeySecret: 'Canary/Secret+One==~aB&%1' },
  'temporary keys': {
    accessKeyId: 'STS.CanaryCanaryCanary',
    accessKeySecret: 'Canary/Secret+Two==~cD&%2',
    securityToken: 'Canary/Token+Three/0123456789/abcdefghijklmnopqrstuvwxyz+A==',
  },
};
const authority = createAuthority();
authority.dispose();
/** A certificate for every domain of the zone, with a private key that is a secret like the others. */
const pair = authority.issue(['*.shop-demo.com'], 90);
const newPair = () => ({ name: `canary-${names++}`, chain: pair.certificate, key: pair.key });
const keptCertificate = () => addCertificate(opened.sandbox.state, `canary-${names++}`, pair, true);
const secrets = Object.entries(keys).flatMap(([name, { accessKeySecret, securityToken }]) => [
  { name: `secret of the ${name}`, value: accessKeySecret },
  ...(securityToken ? [{ name: `token of the ${name}`, value: securityToken }] : []),
]);
// A line of it: nothing may tell even that.
secrets.push({ name: 'private key', value: pair.key.split('\n')[5] ?? '' });
const find = findSecrets(secrets);

/** Every call of the ports that changes something: a new one does not compile until it is here. */
const acts = {
  'cdn.createDomain': {
    action: 'AddCdnDomain',
    run: ({ cdn }) =>
      cdn.createDomain({ name: newName(), type: 'web', region: 'overseas', sources: [demoSource] }, signal),
  },
  'cdn.refresh': {
    action: 'RefreshObjectCaches',
    run: ({ cdn }) => cdn.refresh(['https://static.shop-demo.com/a'], 'File', signal),
  },
  'cdn.prefetch': {
    action: 'PushObjectCache',
    run: ({ cdn }) => cdn.prefetch(['https://static.shop-demo.com/a'], signal),
  },
  'cdn.openService': { action: 'OpenCdnService', run: ({ cdn }) => cdn.openService(signal) },
  'cdn.updateSources': {
    action: 'ModifyCdnDomain',
    run: ({ cdn }) => cdn.updateSources(addDomain(), [demoSource], signal),
  },
  'cdn.startDomain': { action: 'StartCdnDomain', run: ({ cdn }) => cdn.startDomain(addDomain(), signal) },
  'cdn.stopDomain': { action: 'StopCdnDomain', run: ({ cdn }) => cdn.stopDomain(addDomain(), signal) },
  'cdn.deleteDomain': { action: 'DeleteCdnDomain', run: ({ cdn }) => cdn.deleteDomain(addDomain(), signal) },
  'cdn.setConfigs': {
    action: 'BatchSetCdnDomainConfig',
    run: ({ cdn }) => cdn.setConfigs(addDomain(), [{ functionName: 'gzip', args: { enable: 'on' } }], signal),
  },
  'cdn.deleteConfig': {
    action: 'DeleteSpecificConfig',
    run: ({ cdn }) => cdn.deleteConfig(addDomain(), '1', signal),
  },
  'cdn.setCertificate': {
    action: 'SetCdnDomainSSLCertificate',
    run: ({ cdn }) => cdn.setCertificate(addDomain(), keptCertificate(), signal),
  },
  'cdn.deleteCertificate': {
    action: 'SetCdnDomainSSLCertificate',
    run: ({ cdn }) => cdn.deleteCertificate(addDomain(), signal),
  },
  'certificates.createCertificate': {
    action: 'UploadUserCertificate',
    run: ({ certificates }) => certificates.createCertificate(newPair(), signal),
  },
  'certificates.updateInstance': {
    action: 'UpdateInstance',
    run: ({ certificates }) => certificates.updateInstance(addInstance(), { domain: newName(), contact: 1 }, signal),
  },
  'certificates.applyCertificate': {
    action: 'ApplyCertificate',
    run: ({ certificates }) => certificates.applyCertificate(addInstance(), signal),
  },
  'cdn.verifyOwner': { action: 'VerifyDomainOwner', run: ({ cdn }) => cdn.verifyOwner(newName(), signal) },
  'dns.createRecord': { action: 'AddDomainRecord', run: ({ dns }) => dns.createRecord(newRecord(), signal) },
  'dns.updateRecord': {
    action: 'UpdateDomainRecord',
    run: ({ dns }) => dns.updateRecord(addRecord(), newRecord(), signal),
  },
  'dns.deleteRecord': { action: 'DeleteDomainRecord', run: ({ dns }) => dns.deleteRecord(addRecord(), signal) },
  'dns.updateRecordState': {
    action: 'SetDomainRecordStatus',
    run: ({ dns }) => dns.updateRecordState(addRecord(), false, signal),
  },
  ...ossActs(
    () => opened.sandbox.state,
    () => newName(),
  ),
} satisfies Record<WritingCall, Act>;

/** Every kind of fault, as bad as it comes: a new kind does not compile until it is here. */
const faults = {
  latency: [{ ms: 5 }],
  error: [
    { code: 'SignatureDoesNotMatch', status: 403 },
    { code: 'InvalidSecurityToken.Malformed', status: 400 },
    { code: 'InternalError', status: 500 },
  ],
  html502: [{}],
  html403: [{}],
  resetBefore: [{}],
  resetAfter: [{}],
  silence: [{}],
  silenceAfter: [{}],
  truncated: [{}],
  corrupt: [{}],
  drip: [{}],
  flood: [{}],
} satisfies Record<Fault['kind'], readonly Partial<Fault>[]>;

/** Those that leave a message without a body as it is. */
const ofBodies: readonly Fault['kind'][] = ['corrupt', 'drip', 'flood'];

let names = 0;
const newName = () => `canary${names++}.${zone}`;
const newRecord = () => ({ zone, rr: `canary${names++}`, type: 'TXT', value: 'text', ttl: 600 });

/** A free certificate that is ready to be applied for. */
function addInstance(): string {
  const { instances, contacts } = opened.sandbox.state;
  const id = `cas_dv-canary-${names++}`;
  if (contacts.length === 0) contacts.push({ id: 1, name: 'Li', email: 'li@example.com' });
  instances.set(id, { id, orderedAt: Date.now(), days: 90, domain: newName(), contacts: [1] });
  return id;
}

function addRecord(): string {
  const id = `canary-${names++}`;
  const record = { id, ...newRecord(), line: 'default', enabled: true, locked: false };
  opened.sandbox.state.zones.get(zone)!.records.set(id, record);
  return id;
}

function addDomain(): string {
  const { cdnDomains } = opened.sandbox.state;
  const name = newName();
  cdnDomains.set(name, { ...cdnDomains.get('static.shop-demo.com')!, name, schedule: [], configs: [] });
  return name;
}

let opened: SandboxCloud;
const printed: string[] = [];

beforeAll(async () => {
  // The binding needs no TXT here, so that a call without a fault takes effect.
  opened = await openSandboxCloud({ seed: { uncertain: { cnameSkipsToken: true } } });
  for (const { accessKeyId: id, accessKeySecret: secret, securityToken } of Object.values(keys)) {
    opened.sandbox.state.accessKeys.push({ id, secret, denied: [], ...(securityToken ? { securityToken } : {}) });
  }
  opened.sandbox.state.quota.domains = 1_000;
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, method).mockImplementation((...words) => void printed.push(words.map(String).join(' ')));
  }
  process.on('warning', keepWarning);
});
afterEach(() => {
  opened.sandbox.state.faults.length = 0;
});
afterAll(async () => {
  process.off('warning', keepWarning);
  vi.restoreAllMocks();
  await opened.stop();
});

const keepWarning = (warning: Error) => void printed.push(String(warning.stack));

/** How one call ended, and everything it told. */
interface Outcome {
  readonly call: string;
  readonly failed: boolean;
  readonly told: readonly string[];
}

/** Whether the call looks for its change in the bucket when it gets no answer, and may find it. */
const isFound = ({ call }: Outcome) => /^oss\.(?:put|delete)Objects? /.test(call);

async function perform(call: string, { run }: Act, credentials: Credentials, timeoutMs: number): Promise<Outcome> {
  const calls: CloudCall[] = [];
  const cloud = createCloud({
    credentials: async () => credentials,
    onCall: (entry) => void calls.push(entry),
    clock,
    timeoutMs,
  });
  const thrown: unknown[] = [];
  await run(cloud).catch((error: unknown) => thrown.push(error));
  if (calls.filter(({ action }) => action !== 'HeadObject' || calls.length === 1).length !== 1)
    throw new Error(`${call} was reported ${calls.length} times`);
  return { call, failed: thrown.length > 0, told: [JSON.stringify(calls), ...thrown.flatMap(allOf)] };
}

/** Every text that an error carries, its causes and hidden fields included. */
function allOf(error: unknown): readonly string[] {
  if (typeof error !== 'object' || error === null) return [String(error)];
  const fields = Reflect.ownKeys(error).map((key) => (error as Record<PropertyKey, unknown>)[key]);
  return [JSON.stringify(error), String(error), ...fields.flatMap(allOf)];
}

/** Each call waits for its time limit, which takes a minute and a half together. */
const slow: readonly string[] = ['silence', 'silenceAfter', 'drip', 'flood'];
const cases = inSuite(Object.entries(faults), ([kind]) => !slow.includes(kind)).flatMap(([kind, variants]) =>
  variants.map((more: Partial<Fault>) => ({ kind: kind as Fault['kind'], more, title: more.code ?? '' })),
);

describe.each(cases)('under $kind $title', ({ kind, more }) => {
  test('no writing call reveals a secret', async () => {
    for (const { action } of Object.values(acts)) opened.fail(action, kind, { count: 99, ...more });
    const before = opened.sandbox.state.calls.length;
    // What drips has a multiple of its timeout.
    const timeoutMs = kind === 'drip' ? 600 : kind.startsWith('silence') ? 1_500 : 60_000;
    const performAll = (owner: string, ofObjects: boolean) => {
      const chosen = Object.entries(acts).filter(([call]) => call.startsWith('oss.') === ofObjects);
      return Promise.all(
        chosen.map(([call, act]: [string, Act]) =>
          perform(`${call} with ${owner}`, act, keys[owner] as Credentials, timeoutMs),
        ),
      );
    };
    const onObjects: Promise<Outcome[]>[] = [];
    const others: Outcome[] = [];
    // More than go out at once would run out of their time before they are sent; those on objects have the longest.
    for (const owner of Object.keys(keys)) {
      const running = performAll(owner, true);
      onObjects.push(running);
      // The sandbox floods from this very process.
      if (kind === 'flood') await running;
      others.push(...(await performAll(owner, false)));
    }
    const outcomes = [...(await Promise.all(onObjects)).flat(), ...others];
    const met = opened.sandbox.state.calls.slice(before).filter(({ fault }) => fault === kind);
    const kinds = new Set(met.map(({ action, accessKeyId }) => `${action} ${accessKeyId}`));
    const wanted = new Set(Object.values(acts).map(({ action }) => action)).size * Object.keys(keys).length;
    expect(kinds.size, 'calls that met the fault').toBe(wanted);
    const failed = outcomes.filter((outcome) => outcome.failed);
    if (ofBodies.includes(kind)) expect(failed.length, 'only what has a body can have it').toBeGreaterThan(0);
    else expect(failed).toEqual(kind === 'latency' ? [] : outcomes.filter((each) => each.failed || !isFound(each)));

    const redactor = createRedactor();
    for (const { value } of secrets) redactor.hide(value);
    for (const { call, told } of outcomes) {
      expect({ call, found: told.flatMap(find) }).toEqual({ call, found: [] });
      expect({ call, found: told.flatMap((text) => find(redactor.redact(text))) }).toEqual({ call, found: [] });
      expect(told.join('\n')).not.toMatch(/string ?to ?sign|Credential=|Signature=/i);
    }
    expect(printed.flatMap(find)).toEqual([]);
  });
});

describe('the search itself', () => {
  test.each(secrets)('finds the $name in every form, inside other text', ({ name, value }) => {
    for (const [form, bytes] of formsOf(value)) {
      const text = Buffer.concat([Buffer.from('before '), bytes, Buffer.from(' after')]);
      expect(find(text)).toContainEqual({ secret: name, form });
    }
  });

  test.each([0, 1, 2, 3])('finds a secret in base64 behind %s bytes', (length) => {
    const encoded = Buffer.from(`${'x'.repeat(length)}${secrets[0]?.value}:y`).toString('base64');
    expect(find(encoded).map(({ secret }) => secret)).toContain(secrets[0]?.name);
  });

  test('finds a secret deep inside an error', () => {
    const cause = Object.assign(new Error('inner'), { request: { headers: { token: secrets[2]?.value } } });
    const told = allOf(new Error('outer', { cause }));
    expect(told.flatMap(find).map(({ secret }) => secret)).toContain(secrets[2]?.name);
  });

  test('survives the redactor in no text form', () => {
    const redactor = createRedactor();
    for (const { value } of secrets) redactor.hide(value);
    for (const { value } of secrets) {
      for (const [form, bytes] of formsOf(value).filter(([form]) => form !== 'UTF-16')) {
        expect({ form, found: find(redactor.redact(`before ${bytes} after`)) }).toEqual({ form, found: [] });
      }
    }
  });
});
