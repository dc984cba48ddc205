import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiResponse } from '../../../sandbox/state/state.js';
import { parseXml } from '../../../src/cloud/http/xml.js';
import { isAppError } from '../../../src/core/errors.js';
import type { NewConfig } from '../../../src/core/ports/cdn.js';
import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import { openAnsweredCloud } from '../../support/answeredCloud.js';
import { sdkCalls } from '../../support/everyCall.js';

type Step = string | number;
type Call = (cloud: CloudPorts) => Promise<unknown>;

let opened: ReturnType<typeof openAnsweredCloud>;

beforeAll(() => {
  opened = openAnsweredCloud();
});
afterAll(() => opened.close());

/** Calls whose answer says nothing but that it was done, or is no answer to a question that could be put again. */
const unread = [
  'OpenCdnService',
  'VerifyDomainOwner',
  'ModifyCdnDomain',
  'StartCdnDomain',
  'StopCdnDomain',
  'DeleteCdnDomain',
  'DeleteSpecificConfig',
  'SetCdnDomainSSLCertificate',
  'UpdateInstance',
  'ApplyCertificate',
  'UpdateDomainRecord',
  'DeleteDomainRecord',
  'SetDomainRecordStatus',
  'PutCname',
  'DeleteCname',
];
/** Changes that took effect, whatever the answer is like. */
const done = ['AddCdnDomain', 'AddDomainRecord', 'BatchSetCdnDomainConfig', 'PushObjectCache', 'RefreshObjectCaches'];
/** What cannot be read is not known, which stops nothing. */
const unknown: Readonly<Record<string, unknown>> = {
  DescribeCdnUserQuota: undefined,
  DescribeRefreshQuota: {},
  CheckCdnDomainICP: 'unknown',
};

const calls = sdkCalls('record').map(([action], at) => [action, at] as const);

describe('a field of the wrong type in the answer to', () => {
  test.each(calls)('%s is reported as a foreign answer with its address, or not read', async (action, at) => {
    const call: Call = (cloud) => sdkCalls(opened.recordId)[at]![1](cloud);
    const { answers, usual } = await record(call);
    const key = [...answers.keys()].find((each) => each === action || each.startsWith('/'));
    const answer = answers.get(key ?? '');
    if (!answer || answer.status >= 300 || usual === undefined) return;
    const wrong: string[] = [];
    let refusals = 0;
    for (const { path, response } of listWrong(answer)) {
      const outcome = await play(call, new Map([...answers, [key!, response]]));
      if (outcome.error === undefined) {
        const isUnread = isDeepStrictEqual(outcome.value, usual) || done.includes(action);
        const isUnknown = action in unknown && isDeepStrictEqual(outcome.value, unknown[action]);
        if (!isUnread && !isUnknown) wrong.push(`${path.join('.')}: ${JSON.stringify(outcome.value)}`);
        if (isUnknown) refusals += 1;
        continue;
      }
      refusals += 1;
      const { error } = outcome;
      const isNamed = isAppError(error) && error.kind === 'badAnswer' && names(error.details.message ?? '', path);
      if (!isNamed) wrong.push(`${path.join('.')}: ${String(error)}`);
    }
    expect(wrong).toEqual([]);
    if (!unread.includes(action) && !done.includes(action)) expect(refusals).toBeGreaterThan(0);
  });
});

/** The sandbox has no custom domain at first. */
const cnames =
  '<ListCnameResult><Bucket>site</Bucket><Cname><Domain>a.example.com</Domain><Status>Enabled</Status></Cname></ListCnameResult>';

/** Fields that the models of the SDK have another name for. */
const renamed: Readonly<Record<string, string>> = { Grant: 'ACL' };

/** The SDKs do not say which list an item that is no object stands in. */
function names(message: string, path: readonly Step[]): boolean {
  if (typeof path.at(-1) === 'number' && message === 'can not cast to Map') return true;
  const name = String(path.findLast((step) => typeof step === 'string'));
  return [name, renamed[name] ?? name].some((each) => message.toLowerCase().includes(each.toLowerCase()));
}

test.each<[string, unknown, Call]>([
  ['DescribeCdnDomainDetail', {}, ({ cdn }) => cdn.readDomain('static.shop-demo.com', signal)],
  ['CheckCdnDomainExist', {}, ({ cdn }) => cdn.checkDomain('static.shop-demo.com', signal)],
  ['DescribeVerifyContent', {}, ({ cdn }) => cdn.readVerifyContent('static.shop-demo.com', signal)],
  ['DescribeDomainInfo', {}, ({ dns }) => dns.readZone('shop-demo.com', signal)],
  ['GetCallerIdentity', {}, ({ sts }) => sts.readCaller(signal)],
])('a required field of the answer to %s is named when it is missing', async (action, body, call) => {
  opened.answer = async () => ({ status: 200, headers: { 'x-acs-request-id': 'R' }, body: JSON.stringify(body) });
  const error = await call(opened.cloud).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ kind: 'badAnswer', details: { action, message: expect.stringMatching(/missing$/) } });
});

test.each(['null', '[null]', '{"RequestId":"R","Domains":{"PageData":[null]}}'])(
  'an empty answer where the SDK reads an object is a foreign answer, not a bug: %s',
  async (body) => {
    opened.answer = async () => ({ status: 200, headers: { 'x-acs-request-id': 'R' }, body });
    await expect(opened.cloud.cdn.listDomains(signal)).rejects.toMatchObject({ kind: 'badAnswer' });
  },
);

test('an error of our own in a port is not translated', async () => {
  opened.reset();
  opened.answer = (given) => given();
  const config = { functionName: 'gzip', args: null } as unknown as NewConfig;
  await expect(opened.cloud.cdn.setConfigs('static.shop-demo.com', [config], signal)).rejects.toThrow(TypeError);
});

const { signal } = new AbortController();

/** What the sandbox answers to each request of a call: by the action, of OSS by the address. */
async function record(call: Call) {
  opened.reset();
  const answers = new Map<string, ApiResponse>();
  opened.answer = async (given, asked) => {
    const sandboxed = await given();
    const body = asked.url.includes('cname') && asked.method === 'GET' ? cnames : sandboxed.body;
    const response = { ...sandboxed, body };
    answers.set(keyOf(asked), response);
    return response;
  };
  const usual = await call(opened.cloud).catch(() => undefined);
  return { answers, usual };
}

function keyOf({ headers, url }: { readonly headers: Readonly<Record<string, string>>; readonly url: string }): string {
  return headers['x-acs-action'] ?? url;
}

async function play(call: Call, answers: ReadonlyMap<string, ApiResponse>) {
  opened.answer = async (given, asked) => answers.get(keyOf(asked)) ?? given();
  try {
    return { value: await call(opened.cloud) };
  } catch (error) {
    return { error };
  }
}

/** The answer with each of its fields in turn of another kind. */
function listWrong(answer: ApiResponse): readonly { readonly path: readonly Step[]; readonly response: ApiResponse }[] {
  const text = String(answer.body);
  const whole: unknown = /^\s*\{/.test(text) ? JSON.parse(text) : undefined;
  if (whole === undefined) return listWrongXml(answer, text);
  const paths = [...pathsOf(whole)].filter(([first]) => first !== 'RequestId');
  return paths.map((path) => ({
    path,
    response: { ...answer, body: JSON.stringify(replace(whole, path, otherKind)) },
  }));
}

/** Of XML, an element with text alone gets an element inside, and one with elements text in their place. */
function listWrongXml(answer: ApiResponse, text: string) {
  const parsed = parseXml(text);
  if (!parsed) return [];
  return (
    [...pathsOf(parsed.content)]
      // Of several elements the first one is changed.
      .filter((path) => typeof path.at(-1) === 'string' && path.every((step) => typeof step === 'string' || step === 0))
      .map((path) => {
        const name = String(path.at(-1));
        const element = new RegExp(`<${name}>([^]*?)</${name}>`);
        const body = text.replace(element, (_whole, inner: string) => {
          return inner.includes('<') ? `<${name}>text</${name}>` : `<${name}><Other>1</Other></${name}>`;
        });
        return { path, response: { ...answer, body } };
      })
  );
}

function* pathsOf(value: unknown, path: readonly Step[] = []): Generator<readonly Step[]> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value))
    yield* pathsOf(inner, [...path, Array.isArray(value) ? Number(name) : name]);
}

function replace(value: unknown, [step, ...rest]: readonly Step[], make: (old: unknown) => unknown): unknown {
  if (step === undefined) return make(value);
  if (Array.isArray(value)) return value.map((each, at) => (at === step ? replace(each, rest, make) : each));
  const fields = value as Readonly<Record<string, unknown>>;
  return { ...fields, [step]: replace(fields[step], rest, make) };
}

function otherKind(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? 'text' : { other: 1 };
}
