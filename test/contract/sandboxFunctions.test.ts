import { beforeEach, describe, expect, it } from 'vitest';
import { setByHand } from '../../sandbox/cdn/configs/configs.js';
import { cdnService } from '../../sandbox/cdn/service.js';
import { actByHand } from '../../sandbox/console.js';
import { refusal } from '../../sandbox/edge/access.js';
import { withResponseHeaders } from '../../sandbox/edge/answerRules.js';
import type { ApiRequest, SandboxState, StoredCdnDomain } from '../../sandbox/state/state.js';
import { call, createRpcState } from '../support/rpcSandbox.js';

type Args = Readonly<Record<string, string>>;

const name = 'img.example.com';
const bucket = 'assets.oss-cn-hangzhou.aliyuncs.com';
let state: SandboxState;

beforeEach(() => {
  state = createRpcState({ speed: 1e9 });
  for (const each of [name, `.${name}`]) addOnline(each);
});

function addOnline(domain: string): void {
  state.cdnDomains.set(domain, {
    name: domain,
    cname: 'a.kunlunsl.com',
    futureCname: 'a.kunlunsl.com',
    status: 'online',
    schedule: [],
    cdnType: 'web',
    scope: 'overseas',
    sources: [{ type: 'oss', content: bucket, port: 80, priority: '20', weight: '10' }],
    httpsOn: false,
    description: '',
    createdAt: new Date(),
  });
}

const toFunction = (functionName: string, args: Args, more: object = {}) => ({
  functionName,
  functionArgs: Object.entries(args).map(([argName, argValue]) => ({ argName, argValue })),
  ...more,
});
const send = (DomainNames: string, functions: readonly object[]) =>
  call(cdnService, state, 'BatchSetCdnDomainConfig', { DomainNames, Functions: JSON.stringify(functions) });
const set = (functionName: string, args: Args, domain = name) => send(domain, [toFunction(functionName, args)]);

async function argsOf(functionName: string): Promise<{ readonly id: string; readonly args: Args }> {
  const params = { DomainName: name, FunctionNames: functionName };
  const { body } = await call(cdnService, state, 'DescribeCdnDomainConfigs', params);
  const [config] = body.DomainConfigs.DomainConfig as {
    ConfigId: string;
    FunctionArgs: { FunctionArg: { ArgName: string; ArgValue: string }[] };
  }[];
  const pairs = config!.FunctionArgs.FunctionArg.map(({ ArgName, ArgValue }) => [ArgName, ArgValue]);
  return { id: config!.ConfigId, args: Object.fromEntries(pairs) };
}

const byHand = (functionName: string, args: Args) =>
  setByHand(state, state.cdnDomains.get(name) as StoredCdnDomain, functionName, args);
const request = (headers: Args): ApiRequest =>
  ({ host: name, method: 'GET', url: '/a', headers, body: Buffer.alloc(0) }) as ApiRequest;

/** The expectations are those of the table "Functions for configuring domain names" and of the pages that it leads to. */
describe('the arguments of a function', () => {
  const ttl = { path: '/a', ttl: '60' };
  const header = { key: 'X-A', value: '1', header_operation_type: 'add', duplicate: 'off' };
  const origin = { ...header, key: 'Access-Control-Allow-Origin', value: 'https://a.example' };

  it.each<[string, Args]>([
    ['HSTS', { enabled: 'on', https_hsts_max_age: '5184000' }],
    ['forward_scheme', { enable: 'on', scheme_origin: 'follow', scheme_origin_port: '8080:4433' }],
    ['forward_scheme', { enable: 'on', scheme_origin: 'http', scheme_origin_port: '80' }],
    ['path_based_ttl_set', { ...ttl, ttl: '99999999' }],
    ['limit_rate', { ali_limit_rate: '1m' }],
    ['limit_rate', { ali_limit_rate: '0k', traffic_limit_arg: 'rate', traffic_limit_unit: 'k' }],
    ['ip_black_list_set', { ip_list: '192.0.2.7,198.51.100.0/24', ip_acl_xfwd: 'all', ip_list_notes: 'x' }],
    ['ip_allow_list_set', { ip_list: 'FC00:0AA3:0000:0000:0000:0000:0000:0000/48' }],
    ['set_resp_header', header],
    ['set_resp_header', { ...origin, access_origin_control: 'on' }],
  ])('%s is set with %o', async (functionName, args) => {
    expect(await set(functionName, args)).toMatchObject({ status: 200 });
  });

  it.each<[string, Args, string]>([
    ['HSTS', { enabled: 'off' }, 'InvalidFunctions.Malformed'],
    ['oss_auth', { oss_bucket_id: bucket }, 'InvalidFunctions.Malformed'],
    ['ali_remove_args', { ali_remove_args: 'a' }, 'InvalidFunctions.Malformed'],
    [
      'forward_scheme',
      { enable: 'on', scheme_origin: 'follow', scheme_origin_port: '80' },
      'InvalidArgValue.Malformed',
    ],
    ['path_based_ttl_set', { ...ttl, ttl: '100000000' }, 'InvalidArgValue.Malformed'],
    ['path_based_ttl_set', { ...ttl, weight: '100' }, 'InvalidArgValue.Malformed'],
    ['path_based_ttl_set', { ...ttl, path: 'a' }, 'InvalidArgValue.Malformed'],
    ['limit_rate', { ali_limit_rate: '500' }, 'InvalidArgValue.Malformed'],
    ['limit_rate', { ali_limit_rate: '1M' }, 'InvalidArgValue.Malformed'],
    ['ip_black_list_set', { ip_list: '0.0.0.0/0' }, 'InvalidArgValue.Malformed'],
    ['ip_black_list_set', { ip_list: '2001:db8::7' }, 'InvalidArgValue.Malformed'],
    ['ip_black_list_set', { ip_list: '192.0.2.7', ip_acl_xfwd: 'true' }, 'InvalidArgValue.Malformed'],
    ['set_resp_header', { key: 'X-A', value: '1', header_operation_type: 'add' }, 'InvalidArgValue.Malformed'],
    ['set_resp_header', { ...header, access_origin_control: 'on' }, 'InvalidArgValue.Malformed'],
    [
      'set_resp_header',
      { ...origin, header_operation_type: 'modify', access_origin_control: 'on' },
      'InvalidArgValue.Malformed',
    ],
  ])('%s is refused with %o', async (functionName, args, code) => {
    expect(await set(functionName, args)).toMatchObject({ status: 400, code });
  });

  it('the bucket origin is returned with its id, and with its host and name', async () => {
    expect((await argsOf('oss_auth')).args).toEqual({
      oss_bucket_id: bucket,
      oss_pri_buckets: `${bucket}|assets`,
    });
  });

  it('a change of an IP list keeps an omitted rule, and one of another function removes omitted arguments', async () => {
    await set('ip_allow_list_set', { ip_list: '192.0.2.7', ip_acl_xfwd: 'off' });
    const { id } = await argsOf('ip_allow_list_set');
    await send(name, [toFunction('ip_allow_list_set', { ip_list: '192.0.2.8' }, { configId: id })]);
    expect((await argsOf('ip_allow_list_set')).args).toEqual({ ip_list: '192.0.2.8', ip_acl_xfwd: 'off' });
    await set('https_option', { http2: 'on', ocsp_stapling: 'on' });
    const option = await argsOf('https_option');
    await send(name, [toFunction('https_option', { http2: 'on' }, { configId: option.id })]);
    expect((await argsOf('https_option')).args).toEqual({ http2: 'on' });
  });

  it('at most 50 domains, 50 functions, and 50 pairs of both are accepted in a call', async () => {
    const rule = (at: number) => toFunction('path_based_ttl_set', { path: `/${at}`, ttl: '60' });
    const rules = (count: number) => Array.from({ length: count }, (_, at) => rule(at));
    const both = `${name},.${name}`;
    expect(await send(name, rules(51))).toMatchObject({ code: 'InvalidFunctions.Malformed' });
    expect(await send(Array(51).fill(name).join(), rules(1))).toMatchObject({ code: 'TooManyDomains' });
    expect(await send(both, rules(26))).toMatchObject({ code: 'TooManyDomains' });
    expect(await send(both, rules(25))).toMatchObject({ status: 200 });
  });

  it('a wildcard domain refuses response headers, and a Global Resource Plan the functions that it lacks', async () => {
    const refused = { status: 400, code: 'InvalidFunction.NotSupported' };
    expect(await set('set_resp_header', header, `.${name}`)).toMatchObject(refused);
    actByHand(state, { action: 'setResourcePlan', domain: name, on: true });
    expect(await set('gzip', { enable: 'on' })).toMatchObject(refused);
    expect(await set('https_option', { http2: 'on' })).toMatchObject({ status: 200 });
  });
});

describe('an access list at the edge', () => {
  const isRefused = (headers: Args) => refusal(request(headers), state.cdnDomains.get(name)!, state) !== undefined;
  const listed = { 'x-forwarded-for': '192.0.2.7, 203.0.113.1' };

  it.each<[string, string | undefined, { readonly direct: boolean; readonly forged: boolean }]>([
    ['ip_allow_list_set', undefined, { direct: true, forged: false }],
    ['ip_allow_list_set', 'on', { direct: true, forged: false }],
    ['ip_allow_list_set', 'all', { direct: true, forged: false }],
    ['ip_allow_list_set', 'off', { direct: true, forged: true }],
    ['ip_black_list_set', undefined, { direct: false, forged: true }],
    ['ip_black_list_set', 'all', { direct: false, forged: true }],
    ['ip_black_list_set', 'off', { direct: false, forged: false }],
  ])(
    '%s with the rule %s refuses a visitor who is not listed, by the header of the request: %o',
    (list, rule, wanted) => {
      byHand(list, { ip_list: '192.0.2.7', ...(rule !== undefined && { ip_acl_xfwd: rule }) });
      expect({ direct: isRefused({}), forged: isRefused(listed) }).toEqual(wanted);
    },
  );

  it.each<[string, Args, boolean]>([
    ['referer_white_list_set', { refer_domain_allow_list: 'a.example' }, true],
    ['referer_white_list_set', { refer_domain_allow_list: 'a.example', allow_empty: 'on' }, false],
    ['referer_black_list_set', { refer_domain_deny_list: 'a.example' }, true],
  ])('%s with %o refuses a request without a Referer: %s', (list, args, wanted) => {
    byHand(list, args);
    expect(isRefused({})).toBe(wanted);
  });
});

describe('a response header rule at the edge', () => {
  const headersOf = (args: Args, headers: Args, origin = 'https://a.example') => {
    byHand('set_resp_header', args);
    const response = { status: 200, headers, body: '' };
    return withResponseHeaders(request({ origin }), state.cdnDomains.get(name)!, state, response).headers;
  };
  const own = { 'X-A': 'origin' };
  const ours = { key: 'X-A', value: 'edge' };

  it.each<[Args, Args, Args]>([
    [{ header_operation_type: 'add', duplicate: 'off' }, own, { 'X-A': 'edge' }],
    [{ header_operation_type: 'add', duplicate: 'off' }, {}, { 'X-A': 'edge' }],
    [{ header_operation_type: 'add', duplicate: 'on' }, own, { 'X-A': 'origin, edge' }],
    [{ header_operation_type: 'modify' }, own, { 'X-A': 'edge' }],
    [{ header_operation_type: 'modify' }, {}, {}],
    [{ header_operation_type: 'delete' }, own, {}],
    [{ header_operation_type: 'rewrite', header_source: 'rigi', header_destination: 'xyg' }, own, { 'X-A': 'oxygn' }],
  ])('the rule %o turns the headers %o into %o', (operation, before, after) => {
    expect(headersOf({ ...ours, ...operation }, before)).toEqual(after);
  });

  it('sites are compared where the header is added without duplicates, and `*` is returned to every site', () => {
    const key = 'Access-Control-Allow-Origin';
    const value = 'https://a.example,https://b.example';
    const args = { key, value, header_operation_type: 'add', duplicate: 'off', access_origin_control: 'on' };
    expect(headersOf(args, {})).toEqual({ [key]: 'https://a.example' });
    expect(headersOf(args, {}, 'https://c.example')).toEqual({});
    expect(headersOf({ ...args, duplicate: 'on' }, {})).toEqual({ [key]: value });
    expect(headersOf({ ...args, value: '*' }, {}, 'https://c.example')).toEqual({ [key]: '*' });
  });
});
