import { describe, expect, it } from 'vitest';
import type { Change } from '../../../../src/core/activity/change.js';
import { resourceText } from '../../../../src/core/activity/changeText.js';
import type { UserAsk } from '../../../../src/core/onboarding/run/asks.js';
import type { DnsRecord } from '../../../../src/core/ports/dns.js';
import { questionOf } from '../../../../src/features/questions/questions.js';

/** A link that would run a command, a mark that turns the text round, and bytes that move a cursor. */
const hostile = '[x](command:workbench.action.quit)\u202Egnp\u0000\u0007\u001b[2J\u200B';
const record: DnsRecord = {
  id: '1',
  zone: 'example.com',
  rr: hostile,
  type: 'TXT',
  value: `${hostile}${'A'.repeat(65_536)}`,
  ttl: 600,
  line: 'default',
  enabled: true,
  locked: false,
};

const isSafe = (text: string) => !/[^\P{Cc}\n]|\p{Cf}/u.test(text) && !/A{401}/.test(text);

const checks = (['root', 'route', 'missing'] as const).map((kind) => ({
  kind,
  path: `/${hostile}/`,
  holds: true,
  status: 200,
  to: hostile,
}));
const evidence = { proof: { at: 1, checks, addresses: 1 }, unsent: [hostile], doubts: [] };

describe('text from outside', () => {
  it.each<UserAsk>([
    { kind: 'zoneElsewhere', zone: hostile, servers: [hostile, 'ns1.example.net'], hosted: [] } as UserAsk,
    { kind: 'otherOrigin', origins: [hostile] } as UserAsk,
    { kind: 'originLoop', host: hostile } as UserAsk,
    { kind: 'addTxt', purpose: 'ownership', host: hostile, value: hostile } as UserAsk,
    { kind: 'domainFailed', status: 'check_failed', description: hostile } as UserAsk,
    { kind: 'edgeDiffers', status: 403, key: hostile } as UserAsk,
    { kind: 'edgeDiffers', key: hostile } as UserAsk,
    { kind: 'approveRecord', record, approval: '', leave: '', evidence } as UserAsk,
    { kind: 'recordConflict', wanted: record, existing: [record] } as UserAsk,
    { kind: 'recordPaused', existing: record } as UserAsk,
    { kind: 'addRecordElsewhere', host: hostile, value: hostile, ttl: 600 } as UserAsk,
    {
      kind: 'addRecordElsewhere',
      host: 'img.example.com',
      value: 'c.example.net',
      ttl: 600,
      existing: [{ type: 'CNAME', value: hostile }],
    } as UserAsk,
  ])('text from outside in a question is no link and moves nothing: $kind', (ask) => {
    const { row, detail } = questionOf(ask).text();
    for (const text of [row, detail]) {
      expect(text).not.toContain('](');
      expect(isSafe(text)).toBe(true);
    }
    expect(row + detail).toContain('[x] (command:workbench.action.quit)\\u{202e}gnp\\u{0}\\u{7}\\u{1b}[2J\\u{200b}');
  });

  const at = { zone: 'example.com', rr: hostile, domain: 'img.example.com', functionName: 'set_req_host_header' };
  const source = { type: 'domain', content: hostile, port: 80, priority: '20', weight: '10' } as const;
  it.each<Change>([
    { kind: 'record', at, after: { record, enabled: false } },
    { kind: 'sources', at, after: [source] },
    { kind: 'config', at, after: { [hostile]: hostile } },
  ])('text from outside in the tooltip of a change shows its marks as codes: $kind', (change) => {
    const text = resourceText(change, 'after') ?? '';
    expect(isSafe(text)).toBe(true);
    expect(text).toContain('\\u{202e}gnp\\u{0}');
  });
});
