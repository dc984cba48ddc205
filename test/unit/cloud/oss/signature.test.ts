import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createSigner, encodePart, formatQuery } from '../../../../src/cloud/oss/signature.js';

describe('OSS signature V4', () => {
  // The vectors are those of the vendor's own client test suites.
  const keys = { accessKeyId: 'ak', accessKeySecret: 'sk' };
  const query = {
    param1: 'value1',
    '+param1': 'value3',
    '|param1': 'value4',
    '+param2': '',
    '|param2': '',
    param2: '',
  };
  const headers = { 'x-oss-head1': 'value', 'content-type': 'text/plain' };
  const request = { method: 'PUT', bucket: 'bucket', key: '1234+-/123/1.txt', query, headers };

  test('equals the vendor vector', () => {
    const signed = createSigner()(request, 'cn-hangzhou', keys, new Date(1702743657000));
    expect(signed.headers.authorization).toBe(
      'OSS4-HMAC-SHA256 Credential=ak/20231216/cn-hangzhou/oss/aliyun_v4_request,Signature=e21d18daa82167720f9b1047ae7e7f1ce7cb77a31e8203a7d5f4624fa0284afe',
    );
  });

  test('equals the vendor vector with a token', () => {
    const withToken = { ...keys, securityToken: 'token' };
    const signed = createSigner()(request, 'cn-hangzhou', withToken, new Date(1702784856000));
    expect(signed.headers['x-oss-security-token']).toBe('token');
    expect(signed.path).toBe(
      '/1234%2B-/123/1.txt?%2Bparam1=value3&%2Bparam2&%7Cparam1=value4&%7Cparam2&param1=value1&param2',
    );
    expect(signed.headers.authorization).toMatch(
      /Signature=b94a3f999cf85bcdc00d332fbd3734ba03e48382c36fa4d5af5df817395bd9ea$/,
    );
  });

  test.each([
    ['the vendor vector', ['zabc', 'abc']],
    ['it also when one is signed anyway and one is missing', ['x-oss-no-exist', 'zabc', 'x-oss-head1', 'abc']],
  ])('OSS signature V4 with additional headers equals %s', (_name, additional) => {
    const more = { ...request, headers: { ...headers, abc: 'value', zabc: 'value', xyz: 'value' }, additional };
    const signed = createSigner()(more, 'cn-hangzhou', keys, new Date(1702747512000));
    expect(signed.headers.authorization).toBe(
      'OSS4-HMAC-SHA256 Credential=ak/20231216/cn-hangzhou/oss/aliyun_v4_request,AdditionalHeaders=abc;zabc,Signature=4a4183c187c07c8947db7620deb0a6b38d9fbdd34187b6dbaccb316fa251212f',
    );
  });

  test('is right for a long text after a short one, and for a short one again', () => {
    const signer = createSigner();
    const now = new Date(1702743657000);
    for (const region of ['cn-hangzhou', `cn-${'x'.repeat(2_000)}`, 'cn-hangzhou', 'us-west-1', 'cn-hangzhou']) {
      const scope = `20231216/${region}/oss/aliyun_v4_request`;
      const canonical =
        'PUT\n/bucket/1234%2B-/123/1.txt\n\ncontent-type:text/plain\nx-oss-content-sha256:UNSIGNED-PAYLOAD\n' +
        'x-oss-date:20231216T162057Z\nx-oss-head1:value\n\n\nUNSIGNED-PAYLOAD';
      const hashed = createHash('sha256').update(canonical).digest('hex');
      const toSign = `OSS4-HMAC-SHA256\n20231216T162057Z\n${scope}\n${hashed}`;
      const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
      const key = scope.split('/').reduce(hmac, Buffer.from('aliyun_v4sk'));
      const signed = signer({ ...request, query: {} }, region, keys, now);
      expect(signed.headers.authorization).toMatch(new RegExp(`,Signature=${hmac(key, toSign).toString('hex')}$`));
    }
  });

  test('covers the bytes of a header value, trimmed of blanks at its ends only', () => {
    const bytes = Buffer.from('标题 voilà').toString('latin1');
    const canonical =
      'PUT\n/bucket/a\n\nx-oss-content-sha256:UNSIGNED-PAYLOAD\nx-oss-date:20231216T162057Z\n' +
      `x-oss-meta-title:${bytes}\n\n\nUNSIGNED-PAYLOAD`;
    const hashed = createHash('sha256').update(canonical, 'latin1').digest('hex');
    const scope = '20231216/cn-hangzhou/oss/aliyun_v4_request';
    const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
    const key = scope.split('/').reduce(hmac, Buffer.from('aliyun_v4sk'));
    const expected = hmac(key, `OSS4-HMAC-SHA256\n20231216T162057Z\n${scope}\n${hashed}`).toString('hex');
    for (const value of [bytes, ` \t${bytes} `]) {
      const titled = { method: 'PUT', bucket: 'bucket', key: 'a', query: {}, headers: { 'x-oss-meta-title': value } };
      const signed = createSigner()(titled, 'cn-hangzhou', keys, new Date(1702743657000));
      expect(signed.headers.authorization).toMatch(new RegExp(`,Signature=${expected}$`));
      expect(signed.headers['x-oss-meta-title']).toBe(value);
    }
  });

  test('encodes as it signs', () => {
    expect(encodePart('a-b_c.d~/e0', true)).toBe('a-b_c.d~/e0');
    expect(encodePart('a/b')).toBe('a%2Fb');
    expect(encodePart("a b+!'()*~/中", true)).toBe('a%20b%2B%21%27%28%29%2A~/%E4%B8%AD');
    expect(formatQuery({ prefix: 'a/b', cname: '', acl: '' })).toBe('acl&cname&prefix=a%2Fb');
  });
});
