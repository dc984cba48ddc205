import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicSuffix } from '../../../src/cloud/publicSuffix.js';
import { isAddress, parseDomainName, showDomain, tidyDomain } from '../../../src/core/domainName.js';

describe('a typed name', () => {
  it.each([
    ['img.example.com', 'img.example.com'],
    ['  IMG.Example.COM  ', 'img.example.com'],
    ['https://img.example.com/a/b.png?x=1#y', 'img.example.com'],
    ['//img.example.com/', 'img.example.com'],
    ['img.example.com.', 'img.example.com'],
    ['https://user@img.example.com:8443/', 'img.example.com'],
    ['example.com', 'example.com'],
    ['a.b.example.com.cn', 'a.b.example.com.cn'],
    ['*.example.com', '.example.com'],
    ['.example.com', '.example.com'],
  ])('%s is taken as %s', (text, name) => {
    expect(parseDomainName(text, isPublicSuffix)).toEqual({ ok: true, name, wildcard: name.startsWith('.') });
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['中文.example.com', 'nonAscii'],
    ['图片.中国', 'nonAscii'],
    ['xn--fiq228c.example.com', 'punycode'],
    ['my_site.example.com', 'underscore'],
    [`${'a'.repeat(64)}.example.com`, 'labelTooLong'],
    [`${'a.'.repeat(130)}example.com`, 'tooLong'],
    ['203.0.113.7', 'ipAddress'],
    ['[2001:db8::1]', 'ipAddress'],
    ['2001:db8::1', 'ipAddress'],
    ['999.1.1.1', 'ipAddress'],
    ['foo:bar', 'badCharacter'],
    ['com', 'singleLabel'],
    ['localhost', 'singleLabel'],
    ['com.cn', 'publicSuffix'],
    ['*.com.cn', 'publicSuffix'],
    ['co.uk', 'publicSuffix'],
    ['-a.example.com', 'badCharacter'],
    ['a..example.com', 'badCharacter'],
    ['a b.example.com', 'badCharacter'],
    ['*.*.example.com', 'badWildcard'],
    ['a.*.example.com', 'badWildcard'],
    ['site.oss-cn-hangzhou.aliyuncs.com', 'reserved'],
  ])('%s is refused as %s', (text, problem) => {
    expect(parseDomainName(text, isPublicSuffix)).toEqual({ ok: false, problem });
  });

  it('is accepted in the form in which it is shown', () => {
    fc.assert(
      fc.property(fc.domain(), fc.boolean(), (domain, wildcard) => {
        const first = parseDomainName(wildcard ? `*.${domain}` : domain, () => false);
        fc.pre(first.ok);
        if (first.ok) expect(parseDomainName(showDomain(first.name), () => false)).toEqual(first);
      }),
    );
  });

  it('a typed name never crashes the parser, and an accepted name is already normalized', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseDomainName(text, () => false);
        if (parsed.ok) expect(tidyDomain(parsed.name)).toBe(parsed.name);
      }),
    );
  });
});

describe('isAddress', () => {
  it.each([
    ['203.0.113.7', true],
    ['255.255.255.255', true],
    ['0.0.0.0', true],
    ['256.1.1.1', false],
    ['999.1.1.1', false],
    ['010.0.0.1', false],
    ['1.2.3', false],
    ['1.2.3.4.5', false],
    ['0x7f.0.0.1', false],
    ['2001:db8::1', true],
    ['2001:DB8::1', true],
    ['::', true],
    ['::ffff:203.0.113.7', true],
    ['1:2:3:4:5:6:7:8', true],
    ['1:2:3:4:5:6:7:8:9', false],
    ['1::2::3', false],
    ['2001:db8::12345', false],
    ['[2001:db8::1]', false],
    ['fe80::1%eth0', false],
    ['::1]:80/[', false],
    ['foo:bar', false],
    ['203.0.113.7:80', false],
    ['img.example.com', false],
    ['', false],
  ])('that %j is an IP address is %s', (text, expected) => {
    expect(isAddress(text)).toBe(expected);
  });
});
