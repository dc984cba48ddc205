import { describe, expect, test } from 'vitest';
import { isDrift, translateError } from '../../../src/cloud/errors.js';
import { proxyRefusedError } from '../../../src/cloud/http/transportErrors.js';
import { AppError } from '../../../src/core/errors.js';
import { kindOfCode } from '../../../src/core/errorTexts/errorText.js';
import { secret, secretTexts, tellsSecret } from '../../support/secretTexts.js';

const call = { action: 'AddCdnDomain', subject: 'img.example.com', secrets: ['top/secret+1'] };
const raw = (fields: object, message = 'x') => Object.assign(new Error(message), fields);

describe('vendor codes', () => {
  test.each([
    ['DomainAlreadyExist', 'domainTaken'],
    ['Throttling.User', 'throttled'],
    ['Forbidden.RAM', 'forbidden'],
    ['InvalidSources.Malformed', 'invalidInput'],
    ['InvalidObjectType.ValueNotSupported', 'invalidInput'],
    ['PublicEndpointForbidden', 'publicEndpointForbidden'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'untrustedCertificate'],
    ['CERT_NOT_YET_VALID', 'untrustedCertificate'],
    ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 'untrustedCertificate'],
    ['EPROTO', 'untrustedCertificate'],
    ['RequestTimeout', 'timeout'],
    ['constructor', undefined],
    ['SomethingNew', undefined],
  ])('the vendor code %s means %s', (code, kind) => {
    expect(kindOfCode(code)).toBe(kind);
  });
});

describe('a refusal', () => {
  const kindOf = (fields: object, message?: string) => translateError(raw(fields, message), call).kind;

  test.each([
    ['Forbidden.RAM', 'forbidden'],
    ['NoPermission', 'forbidden'],
    ['Forbidden.DomainExpired', 'otherRefusal'],
    ['Forbidden.SomethingNew', 'refused'],
    ['SomethingNew', 'refused'],
  ])('a refusal with the code %s is %s: only a denial by RAM is a missing permission', (code, kind) => {
    expect(kindOf({ code, statusCode: 403 })).toBe(kind);
  });

  test('a refusal that carries what RAM denied is a missing permission whatever its code is', () => {
    expect(kindOf({ code: 'SomethingNew', statusCode: 400, data: { AccessDeniedDetail: { AuthAction: 'x' } } })).toBe(
      'forbidden',
    );
  });

  const detail = (more: object) => ({ AuthAction: 'cdn:AddCdnDomain', NoPermissionType: 'ImplicitDeny', ...more });
  test.each([
    ['what no policy allows', detail({}), { permission: 'cdn:AddCdnDomain', reason: 'notAllowed' }],
    ['what a policy denies', detail({ NoPermissionType: 'ExplicitDeny' }), { reason: 'explicit' }],
    ['what the directory denies', detail({ PolicyType: 'ControlPolicy' }), { reason: 'controlPolicy' }],
    [
      'another permission than that of the call',
      detail({ AuthAction: 'oss:GetObject' }),
      { permission: 'oss:GetObject' },
    ],
    ['the permission of the call where there is no detail', undefined, { permission: 'cdn:AddCdnDomain' }],
  ])('a refusal by RAM says %s', (_what, AccessDeniedDetail, denial) => {
    const data = AccessDeniedDetail && { AccessDeniedDetail };
    const { details } = translateError(raw({ code: 'Forbidden.RAM', statusCode: 403, data }), call);
    expect(details.denial).toMatchObject(denial);
    expect(details.denial?.reason === undefined).toBe(AccessDeniedDetail === undefined);
  });

  test('a refusal of a service-linked role names the permission that it needs', () => {
    expect(translateError(raw({ code: 'NoPermission.SLR', statusCode: 403 }), call).details.denial).toEqual({
      permission: 'ram:CreateServiceLinkedRole',
    });
  });

  test('a refusal of a query that is too long is more than one call may hold', () => {
    expect(kindOf({ statusCode: 414 })).toBe('tooMuchAtOnce');
  });

  test('a refusal to overwrite by a rule of the bucket is known by its sentence', () => {
    const said = 'Overwriting objects is forbidden by the bucket overwrite configuration.';
    expect(kindOf({ code: 'AccessDenied', statusCode: 403 }, said)).toBe('overwriteForbidden');
  });

  test('a refusal of a prefetch for its quota names that quota', () => {
    const prefetch = { ...call, action: 'PushObjectCache' };
    const refused = raw({ code: 'QuotaExceeded.Refresh', statusCode: 400 });
    expect(translateError(refused, prefetch).kind).toBe('prefetchQuotaExceeded');
    expect(translateError(refused, call).kind).toBe('quotaExceeded');
  });
});

describe('translating', () => {
  test('keeps the safe fields and drops the raw error', () => {
    const data = {
      Code: 'DomainAlreadyExist',
      Message: 'It is there.',
      Recommend: 'https://api.aliyun.com/troubleshoot?q=DomainAlreadyExist',
      HostId: 'cdn.aliyuncs.com',
    };
    const error = translateError(raw({ code: 'DomainAlreadyExist', statusCode: 400, requestId: 'R1', data }), call);
    expect(error.kind).toBe('domainTaken');
    expect(error.details).toEqual({
      action: 'AddCdnDomain',
      subject: 'img.example.com',
      code: 'DomainAlreadyExist',
      message: 'It is there.',
      requestId: 'R1',
      helpUrl: 'https://api.aliyun.com/troubleshoot?q=DomainAlreadyExist',
      httpStatus: 400,
    });
    expect(error.cause).toBeUndefined();
  });

  test.each([
    'http://api.aliyun.com/troubleshoot',
    'https://api.aliyun.com.evil.example/x',
    'https://evil.example/?u=api.aliyun.com',
    'https://user@api.aliyun.com/x',
    'javascript:alert(1)',
    'not a link',
  ])('a translated error drops the help link %s', (Recommend) => {
    expect(translateError(raw({ code: 'X', data: { Recommend } }), call).details.helpUrl).toBeUndefined();
  });

  test.each([
    ['top/secret+1', 'raw'],
    [encodeURIComponent('top/secret+1'), 'percent-encoded'],
    [Buffer.from('top/secret+1').toString('base64'), 'base64'],
  ])('keeps %s (%s) out of the message', (form) => {
    const { details, message } = translateError(raw({}, `before ${form} after`), call);
    expect(details.message).toBe('before *** after');
    expect(message).not.toContain(form);
  });

  test('drops signing text, addresses and control characters', () => {
    const said = 'No match.\u0007 server string to sign is:POST&%2F&AccessKeyId%3DLTAI';
    expect(translateError(raw({}, said), call).details.message).toBe('No match.');
    const glued = 'socket hang upPOST https://cdn.aliyuncs.com/?SSLPri=abc failed.';
    expect(translateError(raw({ code: 'ECONNRESET' }, glued), call).details.message).toBe('socket hang up');
  });

  test.each([
    [raw({ code: 'ECONNRESET' }), 'unavailable'],
    [raw({ code: 'HPE_HEADER_OVERFLOW' }), 'badAnswer'],
    [raw({ code: 'HPE_INVALID_CONSTANT' }), 'badAnswer'],
    [raw({ code: 'ENOTFOUND' }), 'offline'],
    [raw({ code: 'ETIMEDOUT' }), 'timeout'],
    [raw({ name: 'RequestTimeoutError' }), 'timeout'],
    [new SyntaxError('Unexpected token <'), 'unavailable'],
    [raw({}, 'type of pageData is mismatch, expect array, but object'), 'badAnswer'],
    [raw({ code: 'AccessDenied', data: { statusCode: 403 } }), 'forbidden'],
    [raw({ code: 'AccessDenied', data: { statusCode: 403, endpoint: 'oss-cn-beijing.aliyuncs.com' } }), 'wrongRegion'],
    [raw({ code: 'InvalidAccessKeyId', data: {} }, 'The security token has expired.'), 'expiredCredentials'],
    [raw({ code: 'InvalidAccessKeyId', data: {} }, 'No such key.'), 'badCredentials'],
    [raw({}, 'Failed to establish a socket connection to proxies: PROXY proxy.corp:8080'), 'offline'],
    [raw({}, 'Proxy connection ended before receiving CONNECT response'), 'offline'],
    [raw({ data: { statusCode: 500 } }), 'unavailable'],
    [raw({ data: { statusCode: 418 } }), 'unexpected'],
    [raw({ code: 'constructor' }), 'unexpected'],
    [raw({ code: '__proto__' }), 'unexpected'],
    ['a thrown text', 'unexpected'],
    [null, 'unexpected'],
  ])('the failure %s is translated to %s', (error, kind) => {
    expect(translateError(error, call).kind).toBe(kind);
  });

  test.each([403, 407, 502])(
    'a proxy that answers %i in its own name is named in place of what was asked for',
    (status) => {
      const { kind, details } = translateError(proxyRefusedError(status, 'proxy.corp:8080'), call);
      expect(kind).toBe('proxyRefused');
      expect(details).toMatchObject({ action: call.action, subject: 'proxy.corp:8080', httpStatus: status });
      expect(translateError(proxyRefusedError(status), call).details).not.toHaveProperty('subject');
    },
  );

  test.each([
    ['portal.example', 'Refused by portal.example: HTTP 302'],
    [undefined, 'Refused by a proxy: HTTP 302'],
  ])('the message of a refusal on the way says who refused where that is known: %s', (by, message) => {
    expect(translateError(proxyRefusedError(302, by), call).details.message).toBe(message);
  });

  test.each([
    ['PROXY me:pass@proxy.corp:8080', 'PROXY ***@proxy.corp:8080'],
    ['HTTPS me:p@ss@proxy.corp:8080', 'HTTPS ***@proxy.corp:8080'],
    ['http://me:pass@proxy.corp:8080/', 'http://***@proxy.corp:8080/'],
  ])('the password of a proxy is not kept: %s', (said, kept) => {
    expect(translateError(raw({}, `No connection to ${said}.`), call).details.message).toBe(
      `No connection to ${kept}.`,
    );
  });

  test('an error of our own is not translated', () => {
    const own = new AppError('cancelled');
    expect(translateError(own, call)).toBe(own);
  });

  test('takes only a model that does not fit for drift', () => {
    expect(isDrift(new Error('type of tasks is mismatch, expect array, but object'))).toBe(true);
    expect(isDrift(raw({ code: 'X' }, 'type of tasks is mismatch'))).toBe(false);
    expect(isDrift(new SyntaxError('type of tasks is mismatch'))).toBe(false);
  });
});

describe('a secret of the account', () => {
  const kept = (fields: object, message?: string) =>
    translateError(raw(fields, message), { action: 'PutObject', subject: 'site', secrets: [secret] }).details;
  /** What else an answer says comes along with the secret. */
  const places: readonly (readonly [string, (text: string) => object])[] = [
    ['code', (code) => kept({ code })],
    ['code of a body', (Code) => kept({ data: { Code } })],
    ['RequestId', (requestId) => kept({ requestId })],
    ['RequestId of a body', (RequestId) => kept({ data: { RequestId } })],
    ['endpoint', (endpoint) => kept({ code: 'AccessDenied', data: { endpoint } })],
    ['message', (message) => kept({}, message)],
    ['denied permission', (AuthAction) => kept({ code: 'NoPermission', data: { AccessDeniedDetail: { AuthAction } } })],
    ['help link', (text) => kept({ data: { Recommend: `https://api.aliyun.com/t?q=${text}` } })],
    ['host of a proxy', (text) => kept(Object.assign(proxyRefusedError(302, text)))],
  ];

  test.each(places.flatMap(([place, read]) => secretTexts.map(([form, text]) => [form, place, read, text] as const)))(
    '%s is hidden in the %s',
    (_form, _place, read, text) => {
      for (const given of [text, `before ${text} after`, `${'x'.repeat(120)}${text}`]) {
        const details = read(given);
        expect(tellsSecret(Object.values(details).map(String).join('\n'))).toBe(false);
        expect(tellsSecret(JSON.stringify(details))).toBe(false);
      }
    },
  );

  test.each(places.filter(([place]) => place !== 'help link'))(
    'does not stop the %s from being bounded',
    (_place, read) => {
      for (const value of Object.values(read('long '.repeat(2_000))))
        expect(String(value).length).toBeLessThanOrEqual(400);
    },
  );
});
