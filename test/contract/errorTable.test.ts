import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createState, type Seed } from '../../sandbox/seed.js';
import seed from '../../sandbox/seed.json';
import { errorKinds } from '../../src/core/errorKinds.js';
import { AppError, isAppError, isConnectionClosed } from '../../src/core/errors.js';
import { errorText, kindOfCode, sentenceOf, vendorCodes } from '../../src/core/errorTexts/errorText.js';
import type { ClockPort } from '../../src/core/ports/local.js';
import { sayIn } from '../support/fakeVscode.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';
import { naturalCdnCodes } from './errorCodes/cdn.js';
import { connectionCodes } from './errorCodes/injected.js';
import { observeRetries } from './errorCodes/retries.js';
import { all, denied, injected, natural, special, told } from './errorCodes/rows.js';
import { generalCodes, synonyms } from './errorCodes/synonyms.js';
import { detailsOf, labelsOf, type TableCode, wordsOf } from './errorCodes/table.js';
import { takenCodes } from './errorCodes/takenAsDone.js';

/** Pauses between attempts take no time. */
const clock: ClockPort = { now: () => Date.now(), sleep: async () => {} };
const { signal } = new AbortController();
/** Changes are sent again only when throttled, or where a repetition does no harm. */
const sentTimes = ({ kind }: Pick<TableCode, 'kind'>) => (kind === 'throttled' ? 3 : 1);
/** Codes of the family that says of a value that it is malformed. */
const isMalformed = ({ code, kind }: TableCode) => code.endsWith('.Malformed') && kind === 'invalidInput';
/** Failures after which a step is tried again on its own. */
const passing: readonly TableCode['kind'][] = [
  'domainBusy',
  'offline',
  'proxyRefused',
  'throttled',
  'timeout',
  'unavailable',
  'untrustedCertificate',
];
let opened: SandboxCloud;

beforeAll(async () => {
  opened = await openSandboxCloud({ speed: 1 }, { clock });
});
afterAll(() => opened.stop());
beforeEach(() => {
  const { events } = opened.sandbox.state;
  Object.assign(opened.sandbox.state, createState(seed as Seed), { events, account: {} });
});

describe('a code with its natural cause', () => {
  test.each(natural)('$code is $kind, and nothing was changed', async ({ prepare, run, ...entry }) => {
    const { cloud, sandbox } = opened;
    prepare?.(sandbox.state);
    const before = held();
    tells(await caught(run(cloud)), entry);
    expect(held()).toEqual(before);
  });

  test('occurs only with the prepared cause', async () => {
    const { cloud } = opened;
    const prepared = natural.filter(
      ({ prepare, code }) => prepare && code.startsWith('QuotaExceeded.') && code.endsWith('Record'),
    );
    expect(prepared.length).toBe(2);
    for (const { run } of prepared) await expect(run(cloud)).resolves.toMatch(/^\d+$/);
  });
});

describe('a code with another meaning for some calls', () => {
  test.each(special)('$code, is $kind, and nothing was changed', async ({ prepare, run, kind, ...entry }) => {
    prepare?.(opened.sandbox.state);
    const before = held();
    const code = entry.code.split(',')[0] ?? '';
    tells(await caught(run(opened.cloud)), { ...entry, code, kind });
    expect(held()).toEqual(before);
  });
});

describe('a code that counts as success', () => {
  test.each(takenCodes)('$code is no error, since $so, and nothing was changed', async ({ code, action, run }) => {
    const { cloud, sandbox } = opened;
    const before = held();
    if (action) opened.fail(action, 'error', { code, status: 400 });
    await run(cloud);
    expect(sandbox.state.calls.at(-1)?.code).toBe(code);
    expect(held()).toEqual(before);
  });
});

describe('a code whose cause the sandbox does not have', () => {
  test.each(injected)('$code is $kind', async ({ status, action, run, ...entry }) => {
    const { code, kind } = entry;
    opened.fail(action, 'error', { code, status, count: 99 });
    const { calls } = opened.sandbox.state;
    const before = calls.length;
    tells(await caught(run(opened.cloud)), entry);
    const sent = calls.slice(before).filter((call) => call.action === action);
    expect(sent.length).toBe(sentTimes({ kind }));
  });
});

describe('OperationDenied with its three meanings', () => {
  const add = (name: string) =>
    opened.cloud.cdn.createDomain({ name, type: 'web', region: 'overseas', sources: [] }, signal);

  test.each(denied)('is $kind if the service is $service', async ({ service, kind }) => {
    opened.sandbox.state.cdnService = service;
    opened.fail('AddCdnDomain', 'error', { code: 'OperationDenied', status: 403 });
    tells(await caught(add('new.shop-demo.com')), { code: 'OperationDenied', kind });
  });

  test('keeps both meanings without permission to read the service', async () => {
    opened.fail('AddCdnDomain', 'error', { code: 'OperationDenied', status: 403 });
    opened.fail('DescribeCdnService', 'error', { code: 'Forbidden.RAM', status: 403 });
    const error = await caught(add('new.shop-demo.com'));
    tells(error, { code: 'OperationDenied', kind: 'serviceDenied' });
    expect(labelsOf(error, 'en')).toEqual(['Open CDN Console', 'Open Billing', 'Copy Details']);
  });

  test('OperationDenied for the service itself means that it is not activated', async () => {
    opened.fail('DescribeCdnService', 'error', { code: 'OperationDenied', status: 403, count: 2 });
    expect(await opened.cloud.cdn.readServiceState(signal)).toBe('notOpen');
  });
});

test("a query above the gateway's limit is more than one call may contain", async () => {
  opened.sandbox.state.uncertain.longestQuery = 2000;
  const args = { regex: `^/${'a'.repeat(2000)}$`, replacement: '/' };
  const set = opened.cloud.cdn.setConfigs('static.shop-demo.com', [{ functionName: 'host_redirect', args }], signal);
  const error = await caught(set);
  expect(error).toMatchObject({ kind: 'tooMuchAtOnce', details: { httpStatus: 414 } });
});

test('more domains per second than allowed are refused as throttled', async () => {
  const { sandbox, cloud } = opened;
  sandbox.state.uncertain.domainsPerSecond = 1;
  // Both calls are of one second.
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const { run } = naturalCdnCodes.find(({ code }) => code === 'InvalidSources.Malformed')!;
  expect((await caught(run(cloud))).kind).toBe('invalidInput');
  expect(await caught(run(cloud))).toMatchObject({ kind: 'throttled', details: { code: 'Throttling.User' } });
});

const isClosed = ({ kind, code }: TableCode) => isConnectionClosed({ kind, details: { code } });

test('calls and steps are tried again only after a code that may pass', async () => {
  for (const each of told) {
    const expected = {
      changes: each.kind === 'throttled' ? 3 : 1,
      // A closed connection is followed by one attempt more, at once.
      reads: (['throttled', 'unavailable'].includes(each.kind) ? 3 : 1) + Number(isClosed(each)),
      step: passing.includes(each.kind),
    };
    expect({ code: each.code, ...(await observeRetries(opened, each)) }).toEqual({ code: each.code, ...expected });
  }
});

describe('the text for the user', () => {
  test.each(['en', 'zh-cn'] as const)('of every code is that of the code or of its kind (%s)', (language) => {
    const unknown = wordsOf({ code: '', kind: 'unexpected' }, language);
    const wordless = told.filter((each) => each.kind !== 'unexpected' && wordsOf(each, language) === unknown);
    expect(wordless.map(({ code }) => code)).toEqual([]);
    for (const each of told) expect(/[\u4e00-\u9fff]/.test(wordsOf(each, language))).toBe(language === 'zh-cn');
  });

  test.each(['en', 'zh-cn'] as const)('differs between two codes, unless they mean the same (%s)', (language) => {
    const own = all.filter((each) => !isMalformed(each) && !generalCodes.includes(each.code));
    const saying = (words: string) => own.filter((each) => wordsOf(each, language) === words).map(({ code }) => code);
    const groups = [...new Set(own.map((each) => wordsOf(each, language)))].map(saying);
    const shared = groups.filter((codes) => codes.length > 1).map((codes) => codes.sort());
    expect(shared.sort()).toEqual([...synonyms].sort());
  });

  test('has one sentence for every malformed value, which our own checks prevent', () => {
    const family = all.filter(isMalformed);
    expect(family.length).toBeGreaterThan(5);
    const sentence = wordsOf({ code: '', kind: 'invalidInput' }, 'en');
    const general = all.filter((each) => wordsOf(each, 'en') === sentence).map(({ code }) => code);
    expect(general.sort()).toEqual([...family.map(({ code }) => code), ...generalCodes].sort());
  });

  test('begins with the button of a page to open, if there is one', () => {
    const first = (kind: TableCode['kind'], code?: string) =>
      labelsOf(new AppError(kind, { requestId: 'known', ...(code && { code }) }), 'en')[0];
    expect(first('overdue')).toBe('Open Billing');
    expect(first('domainLimit')).toBe('Open Quota Center');
    expect(first('domainNotFiled')).toBe('Open ICP Filing Page');
    expect(first('recordLocked')).toBe('Open DNS Console');
    expect(first('cnameRefused', 'CnameAlreadyExists')).toBe('Open OSS Console');
    expect(first('domainBarred')).toBe('Open CDN Console');
    expect(first('otherRefusal', 'DomainInProtectedMode')).toBe('Submit Ticket');
    expect(first('badCredentials')).toBe('Sign In');
  });
});

test('every code with a meaning has a row', () => {
  const codes = told.map(({ code }) => code);
  const known = Object.keys(vendorCodes).filter((code) => !code.includes(' '));
  expect(known.filter((code) => !codes.includes(code))).toEqual([]);
});

test.each(connectionCodes)('the failure $code of a connection is $kind', ({ code, kind }) => {
  expect(kindOfCode(code)).toBe(kind);
});

test.each([
  ['a read is sent three times while the vendor has a fault', 'InternalError', 3],
  ['a read is sent once when the code is not known', 'Forbidden.SomethingNew', 1],
])('%s', async (_title, code, times) => {
  opened.fail('DescribeDomainInfo', 'error', { code, status: 500, count: 9 });
  const { calls } = opened.sandbox.state;
  const before = calls.length;
  await caught(opened.cloud.dns.readZone('shop-demo.com', signal));
  expect(calls.slice(before).length).toBe(times);
});

test('no code is in the tables twice', () => {
  const codes = [...natural, ...injected, ...takenCodes].map(({ code }) => code);
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});

describe('an answer in the format of an error', () => {
  test.each([
    ['DomainExist.OtherUser', 'taken.shop-demo.com', 'otherAccount'],
    ['DomainExist.OtherProduct', 'live.shop-demo.com', 'otherProduct'],
  ])('%s names the holder', async (_code, name, holder) => {
    opened.sandbox.state.uncertain.existAsError = true;
    expect(await opened.cloud.cdn.checkDomain(name, signal)).toBe(holder);
  });

  test.each([
    ['DomainExistDcdnProduct', 'dcdn'],
    ['DomainExistScdnProduct', 'scdn'],
    ['DomainExistVodProduct', 'vod'],
    ['DomainExistLiveProduct', 'live'],
    ['DomainExistDcdnipaProduct', 'dcdnIpa'],
    ['DomainExistNewProduct', 'otherProduct'],
    ['constructor', 'otherProduct'],
  ])('the status %s names the product', async (status, product) => {
    opened.sandbox.state.takenNames.set('product.shop-demo.com', status);
    expect(await opened.cloud.cdn.checkDomain('product.shop-demo.com', signal)).toBe(product);
  });

  test.each(['-124', 'CheckDomainICPFail'])('%s leaves the filing unknown', async (code) => {
    opened.fail('CheckCdnDomainICP', 'error', { code, status: 400 });
    expect(await opened.cloud.cdn.checkIcp('img.shop-demo.com', signal)).toBe('unknown');
  });

  test.each(['DomainOwnerVerifyFail', 'InvalidFile', 'VerifyError'])(
    '%s says that the TXT is not seen',
    async (code) => {
      opened.fail('VerifyDomainOwner', 'error', { code, status: 400 });
      expect(await opened.cloud.cdn.verifyOwner('img.other-demo.org', signal)).toBe(false);
    },
  );

  test('a refused quota is unknown, other failures are errors', async () => {
    const read = () => opened.cloud.cdn.readDomainQuota(signal);
    opened.fail('DescribeCdnUserQuota', 'error', { code: 'Forbidden.RAM', status: 403 });
    expect(await read()).toBeUndefined();
    opened.fail('DescribeCdnUserQuota', 'error', { code: 'InternalError', status: 500, count: 9 });
    await expect(read()).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

async function caught(call: Promise<unknown>): Promise<AppError> {
  try {
    await call;
  } catch (error) {
    if (isAppError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** The error says its own sentence in both languages, with the buttons of its meaning. */
function tells(error: AppError, entry: TableCode): void {
  const { code, kind } = entry;
  expect(error).toMatchObject({ kind, details: { code } });
  for (const language of ['en', 'zh-cn'] as const) {
    // What is denied on which resource is one sentence, and so is what names its subject within.
    const read = () => (entry.denial || 'textOf' in errorKinds[kind] ? sentenceOf(error) : errorText(error));
    expect(sayIn(language, read)).toContain(wordsOf(entry, language));
    expect(labelsOf(error, language)).toEqual(labelsOf(new AppError(kind, { code, ...detailsOf(entry) }), language));
  }
}

/** What a refused call must leave as it was. */
function held(): object {
  const { buckets, cdnDomains, zones, refreshTasks, cdnService } = opened.sandbox.state;
  const records = [...zones.values()].map((zone) => [...zone.records.values()]);
  const cnames = [...buckets.values()].map((bucket) => [...bucket.cnames.values()]);
  const domains = [...cdnDomains.values()].map(({ configs: _seenOnFirstLook, ...domain }) => domain);
  return structuredClone({ records, cnames, domains, refreshTasks, cdnService });
}
