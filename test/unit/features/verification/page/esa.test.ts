import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../../../src/core/verification/diagnosis/diagnose.js';
import { toPage } from '../../../../../src/features/verification/page/page.js';
import { sayIn } from '../../../../support/fakeVscode.js';
import { page } from '../../../../support/verification/casePage.js';
import { answer, expected, facts, name, record } from '../../../../support/verification/facts.js';

/** The page of what name servers show in place of the CNAME, as it is diagnosed. */
function shown(language: 'en' | 'zh-cn', found: string) {
  const alias = { name, type: 'CNAME' as const, ttl: 600, data: found };
  const seen = facts({
    resolvers: [answer('223.5.5.5', [alias])],
    authoritative: [answer('ns1.alidns.com', [alias])],
    records: [record({ value: found })],
  });
  const { verdict, fixes } = diagnose(seen);
  const { input } = page('esa', verdict, fixes, seen);
  return { verdict, text: sayIn(language, () => toPage(input).lead) };
}

describe('a CNAME of ESA', () => {
  it.each([`${name}.a1.initrr.com`, `${name}.A1.INITWW.com.`, 'ns.atrustdns.com'])(
    'a CNAME of ESA is recognised: %s',
    (found) => {
      expect(shown('en', found).verdict).toMatchObject({ kind: 'wrongTarget', target: 'esa' });
    },
  );

  it.each([
    `${name}.a1.initrr.com.example.net`,
    'a1.initrr.com',
    `${name}.a2.initrr.com`,
    'notatrustdns.com',
    expected,
  ])('is not seen in another name: %s', (found) => {
    expect(shown('en', found).verdict).not.toMatchObject({ target: 'esa' });
  });

  it.each([
    ['en', 'Served by ESA', 'ESA, another Alibaba Cloud product'],
    ['zh-cn', '由 ESA 提供服务', '阿里云的另一产品 ESA'],
  ] as const)('is said to be another product of Alibaba Cloud, and not a mistake (%s)', (language, label, product) => {
    const { text } = shown(language, `${name}.a1.initrr.com`);
    expect(text.label).toBe(label);
    expect(text.detail).toContain(product);
    expect(JSON.stringify(text)).not.toMatch(/typo|wrong|not related|误|无关/i);
  });
});
