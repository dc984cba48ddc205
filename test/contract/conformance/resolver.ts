import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ResolverPort } from '../../../src/core/ports/probe.js';

/** A name server that holds the records named in the tests. */
export interface ResolverFixture {
  readonly resolver: ResolverPort;
  readonly server: string;
  /** Shows a record to those who ask. */
  show(record: { readonly name: string; readonly type: 'CNAME' | 'TXT' | 'A'; readonly data: string }): void;
  stop(): Promise<void>;
}

const { signal } = new AbortController();

/** What every implementation of the resolver port promises. */
export function describeResolver(name: string, open: () => Promise<ResolverFixture>): void {
  describe(`resolver port: ${name}`, () => {
    let fixture: ResolverFixture;
    beforeAll(async () => {
      fixture = await open();
      fixture.show({ name: 'seen.shop-demo.com', type: 'CNAME', data: 'seen.shop-demo.com.w.kunlunsl.com' });
      fixture.show({ name: 'verification.shop-demo.com', type: 'TXT', data: 'verify_abc' });
    });
    afterAll(() => fixture.stop());

    test('returns a CNAME with its TTL, in any case and with a trailing dot', async () => {
      const answer = await fixture.resolver.query(fixture.server, 'Seen.shop-demo.com.', 'CNAME', signal);
      const plain = await fixture.resolver.query(fixture.server, 'seen.shop-demo.com', 'CNAME', signal);
      expect(plain).toMatchObject({
        server: fixture.server,
        transport: 'udp',
        outcome: 'answer',
        records: [{ name: 'seen.shop-demo.com', type: 'CNAME', data: 'seen.shop-demo.com.w.kunlunsl.com' }],
      });
      expect(plain.records[0]!.ttl).toBeGreaterThan(0);
      expect(answer.records.map((record) => record.data)).toEqual(plain.records.map((record) => record.data));
    });

    test('answers a TXT as text', async () => {
      const { records } = await fixture.resolver.query(fixture.server, 'verification.shop-demo.com', 'TXT', signal);
      expect(records.map((record) => record.data)).toEqual(['verify_abc']);
    });

    test('returns the absence of a name with its negative TTL', async () => {
      const answer = await fixture.resolver.query(fixture.server, 'absent.shop-demo.com', 'CNAME', signal);
      expect(answer).toMatchObject({ outcome: 'nxdomain', records: [] });
      expect(answer.negativeTtl).toBeGreaterThan(0);
    });

    test('stops a cancelled query', async () => {
      const query = fixture.resolver.query(fixture.server, 'seen.shop-demo.com', 'CNAME', AbortSignal.abort());
      await expect(query).rejects.toMatchObject({ kind: 'cancelled' });
    });
  });
}
