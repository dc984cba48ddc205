import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DnsPort, NewRecord } from '../../../src/core/ports/dns.js';

/** An account that hosts `shop-demo.com` and `shop-demo.com.cn`. */
export interface DnsFixture {
  readonly dns: DnsPort;
  /** Locks a record, as the console can. */
  lock(id: string): void;
  stop(): Promise<void>;
}

const { signal } = new AbortController();
const zone = 'shop-demo.com';
const conflict = { kind: 'otherRefusal', details: { code: 'DomainRecordConflict' } };
const cname = (rr: string, value = 'target.w.kunlunsl.com'): NewRecord => ({
  zone,
  rr,
  type: 'CNAME',
  value,
  ttl: 600,
});

/** What every implementation of the DNS port promises. */
export function describeDns(name: string, open: () => Promise<DnsFixture>): void {
  describe(`DNS port: ${name}`, () => {
    let fixture: DnsFixture;
    beforeAll(async () => {
      fixture = await open();
    });
    afterAll(() => fixture.stop());

    test('the zones are listed with their name servers', async () => {
      const zones = await fixture.dns.listZones(signal);
      expect(zones.map((found) => found.name)).toEqual(expect.arrayContaining([zone, 'shop-demo.com.cn']));
      expect(zones[0]?.nameServers.length).toBeGreaterThan(0);
      expect(await fixture.dns.readZone(zone, signal)).toMatchObject({ name: zone, minTtl: 600 });
    });

    test.each([
      ['www.shop-demo.com', { zone, rr: 'www' }],
      ['shop-demo.com', { zone, rr: '@' }],
      ['a.b.shop-demo.com', { zone, rr: 'a.b' }],
      ['a.b.shop-demo.com.cn', { zone: 'shop-demo.com.cn', rr: 'a.b' }],
      ['www.not-mine-demo.com', undefined],
    ])('finds the zone and host of %s', async (domain, expected) => {
      expect(await fixture.dns.locate(domain, signal)).toEqual(expected);
    });

    test('lists every record of a zone', async () => {
      const { dns } = fixture;
      const ids = [await dns.createRecord(cname('one'), signal), await dns.createRecord(cname('*.two'), signal)];
      const found = await dns.listZoneRecords(zone, signal);
      expect(
        found
          .filter(({ id }) => ids.includes(id))
          .map(({ rr }) => rr)
          .toSorted(),
      ).toEqual(['*.two', 'one']);
      for (const id of ids) await dns.deleteRecord(id, signal);
      await expect(dns.listZoneRecords('not-mine-demo.com', signal)).rejects.toMatchObject({ kind: 'zoneNotFound' });
    });

    test('adds, finds, changes, pauses and deletes a record', async () => {
      const { dns } = fixture;
      const id = await dns.createRecord(cname('life'), signal);
      expect(await dns.listRecords(zone, 'life', signal)).toEqual([
        { ...cname('life'), id, line: 'default', enabled: true, locked: false },
      ]);
      await dns.updateRecord(id, cname('life', 'other.w.kunlunsl.com'), signal);
      await dns.updateRecordState(id, false, signal);
      expect(await dns.listRecords(zone, 'life', signal)).toMatchObject([
        { id, value: 'other.w.kunlunsl.com', enabled: false },
      ]);
      await dns.updateRecordState(id, true, signal);
      expect(await dns.listRecords(zone, 'life', signal)).toMatchObject([{ id, enabled: true }]);
      await dns.deleteRecord(id, signal);
      expect(await dns.listRecords(zone, 'life', signal)).toEqual([]);
    });

    test('changes the type of a record under the same id, and restores all fields', async () => {
      const { dns } = fixture;
      const mail = { ...cname('turn', 'mail.shop-demo.com'), type: 'MX', ttl: 1200, priority: 20 };
      const [id, other] = [
        await dns.createRecord(mail, signal),
        await dns.createRecord({ ...cname('turn', '2001:db8::1'), type: 'AAAA' }, signal),
      ];
      const before = (await dns.listRecords(zone, 'turn', signal)).find((each) => each.id === id);
      expect(before).toEqual({ ...mail, id, line: 'default', enabled: true, locked: false });
      await expect(dns.updateRecord(id, cname('turn'), signal)).rejects.toMatchObject(conflict);
      await dns.updateRecordState(other, false, signal);
      await dns.updateRecord(id, cname('turn'), signal);
      const turned = { ...cname('turn'), id, line: 'default', enabled: true, locked: false };
      expect((await dns.listRecords(zone, 'turn', signal)).find((each) => each.id === id)).toEqual(turned);
      await expect(dns.updateRecordState(other, true, signal)).rejects.toMatchObject(conflict);
      await dns.updateRecord(id, before!, signal);
      await dns.updateRecordState(other, true, signal);
      expect((await dns.listRecords(zone, 'turn', signal)).find((each) => each.id === id)).toEqual(before);
      for (const each of [id, other]) await dns.deleteRecord(each, signal);
    });

    test('lists only the requested host', async () => {
      const { dns } = fixture;
      const ids = [await dns.createRecord(cname('only'), signal), await dns.createRecord(cname('x.only'), signal)];
      expect((await dns.listRecords(zone, 'only', signal)).map((record) => record.rr)).toEqual(['only']);
      for (const id of ids) await dns.deleteRecord(id, signal);
    });

    test('distinguishes identical, conflicting and locked records', async () => {
      const { dns, lock } = fixture;
      const id = await dns.createRecord(cname('twice'), signal);
      await expect(dns.createRecord(cname('twice'), signal)).rejects.toMatchObject({ kind: 'recordDuplicate' });
      const address: NewRecord = { ...cname('twice', '203.0.113.1'), type: 'A' };
      await expect(dns.createRecord(address, signal)).rejects.toMatchObject(conflict);
      lock(id);
      await expect(dns.deleteRecord(id, signal)).rejects.toMatchObject({ kind: 'recordLocked' });
    });

    test('reports a zone that is not in the account', async () => {
      await expect(fixture.dns.readZone('not-mine-demo.com', signal)).rejects.toMatchObject({ kind: 'zoneNotFound' });
    });
  });
}
