import { beforeEach, describe, expect, it } from 'vitest';
import type { Activity } from '../../../../../src/core/activity/activity.js';
import type { DnsRecord } from '../../../../../src/core/ports/dns.js';
import { allowPrivateBucket, setOriginHost } from '../../../../../src/features/verification/changes/changeOrigin.js';
import { changeRecord } from '../../../../../src/features/verification/changes/changeRecord.js';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../../support/fakeVscode.js';
import { createMemoryCloud, type MemoryCloud } from '../../../../support/memoryCloud.js';
import { siteSource } from '../../../../support/siteSources.js';

const domain = 'img.example.com';
const cname = `${domain}.w.kunlunsl.com`;
let cloud: MemoryCloud;
let old: number;

beforeEach(() => {
  cloud = createMemoryCloud();
  cloud.addZone('example.com');
  cloud.addBucket('site');
  cloud.state.domains.set(domain, {
    name: domain,
    cname,
    status: 'online',
    type: 'web',
    sources: [siteSource],
    httpsOn: false,
  });
  resetEditor();
  editor.press = () => true;
  old = 0;
});

const deps = () => {
  const activity = { findUndoable: () => undefined } as unknown as Activity;
  const settings = { get: () => 'china' } as never;
  return { session: { cloud: async () => cloud } as never, activity, settings };
};
const put = (type: string, value: string, more: Partial<DnsRecord> = {}) => {
  const id = `r${old++}`;
  const base = { id, zone: 'example.com', rr: 'img', ttl: 1200, line: 'default', enabled: true, locked: false };
  cloud.state.records.push({ ...base, type, value, ...more });
};
const host = () => cloud.state.records.map(({ type, value, enabled }) => `${type} ${value} ${enabled ? 'on' : 'off'}`);
/** What the status bar said. */
const told = () => editor.shown.filter(({ kind }) => kind === 'status').map(({ text }) => text);
const writes = () => cloud.calls.filter((call) => /dns\.(create|update|delete)|cdn\.set/.test(call));

describe('changing the record', () => {
  it('adds the record exactly as shown', async () => {
    expect(await changeRecord(deps(), domain)).toBe(true);
    expect(modalTexts()).toHaveLength(1);
    for (const part of ['Zone: example.com', 'Host: img', 'Type: CNAME', `Value: ${cname}`, 'TTL: 600 seconds'])
      expect(modalTexts()[0]).toContain(part);
    expect(host()).toEqual([`CNAME ${cname} on`]);
    expect(told()).toEqual(['Live DNS was changed: img.example.com']);
  });

  it('changes nothing when the user closes the modal', async () => {
    editor.press = () => false;
    put('A', '192.0.2.1');
    expect(await changeRecord(deps(), domain)).toBe(false);
    expect({ writes: writes(), told: told() }).toEqual({ writes: [], told: [] });
  });

  it('resumes the paused record instead of adding another', async () => {
    put('CNAME', cname, { enabled: false });
    await changeRecord(deps(), domain);
    expect(modalTexts()[0]).toMatch(/Resume this record[\s\S]*Before: paused\nAfter: enabled/);
    expect(host()).toEqual([`CNAME ${cname} on`]);
  });

  it('changes the last conflicting record and keeps other lines', async () => {
    put('AAAA', '2001:db8::1');
    put('A', '192.0.2.1');
    put('A', '192.0.2.2', { line: 'telecom' });
    await changeRecord(deps(), domain);
    expect(modalTexts()[0]).toMatch(
      /Before:\n {3}AAAA [\s\S]*After:\n {3}AAAA [^\n]*paused\n {3}CNAME [^\n]*changed from A 192\.0\.2\.1\n/,
    );
    expect(host()).toEqual(['AAAA 2001:db8::1 off', `CNAME ${cname} on`, 'A 192.0.2.2 on']);
    expect(writes()).toEqual(['dns.updateRecordState', 'dns.updateRecord']);
  });

  it('deletes a paused copy of the CNAME as announced, and leaves no moment without a record', async () => {
    put('A', '192.0.2.1');
    put('CNAME', cname, { enabled: false });
    await changeRecord(deps(), domain);
    expect(modalTexts()[0]).toContain('The paused copy of the CNAME on this host is deleted.');
    expect(writes()).toEqual(['dns.deleteRecord', 'dns.updateRecord']);
    expect(host()).toEqual([`CNAME ${cname} on`]);
  });

  it('pauses only the records that conflict with a correct one', async () => {
    put('CNAME', cname);
    put('CNAME', 'other.example.net');
    await changeRecord(deps(), domain);
    expect(host()).toEqual([`CNAME ${cname} on`, 'CNAME other.example.net off']);
  });

  it('reports that everything is correct already', async () => {
    put('CNAME', cname);
    expect(await changeRecord(deps(), domain)).toBe(false);
    expect(shownTexts()).toEqual([
      'The record already exists; name servers may take a while to return it: img.example.com',
    ]);
    expect(modalTexts()).toEqual([]);
  });

  it('shows changes made elsewhere while the modal was open', async () => {
    put('A', '192.0.2.1');
    editor.press = () => {
      if (modalTexts().length === 1) put('TXT', 'new');
      return true;
    };
    await changeRecord(deps(), domain);
    expect(modalTexts()).toHaveLength(2);
    expect(modalTexts()[1]).toContain('TXT  new');
    expect(host()).toEqual([`CNAME ${cname} on`, 'TXT new off']);
  });

  it('leaves no host without a record when ours is refused', async () => {
    put('A', '192.0.2.1');
    put('TXT', 'hello');
    cloud.failNext('dns.updateRecord', 'before', 'otherRefusal', 'QuotaExceeded.Record');
    await expect(changeRecord(deps(), domain)).rejects.toMatchObject({ details: { code: 'QuotaExceeded.Record' } });
    expect(host()).toEqual(['A 192.0.2.1 on', 'TXT hello on']);
  });

  it('leaves no host without a record when the answer about ours is lost', async () => {
    put('A', '192.0.2.1');
    put('TXT', 'hello');
    cloud.failNext('dns.updateRecord', 'before', 'timeout');
    await expect(changeRecord(deps(), domain)).rejects.toMatchObject({ kind: 'timeout' });
    expect(host()).toEqual(['A 192.0.2.1 on', 'TXT hello on']);
  });

  it('resumes the paused record when the answer about another one is lost', async () => {
    put('A', '192.0.2.1');
    put('A', '192.0.2.2');
    cloud.failNext('dns.updateRecordState', 'after', 'unavailable');
    await expect(changeRecord(deps(), domain)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(host()).toEqual(['A 192.0.2.1 on', 'A 192.0.2.2 on']);
  });

  it('has changed the record when only the answer was lost', async () => {
    put('A', '192.0.2.1');
    put('TXT', 'hello');
    cloud.failNext('dns.updateRecord', 'after', 'timeout');
    expect(await changeRecord(deps(), domain)).toBe(true);
    expect(host()).toEqual([`CNAME ${cname} on`, 'TXT hello off']);
  });

  it('reports the first failure where the records cannot be read any more', async () => {
    put('A', '192.0.2.1');
    cloud.failNext('dns.updateRecord', 'before', 'offline');
    editor.press = () => {
      for (const _look of [0, 1]) cloud.failNext('dns.listRecords', 'after', 'offline');
      return true;
    };
    await expect(changeRecord(deps(), domain)).rejects.toMatchObject({ kind: 'offline' });
  });

  it('warns at the name of the zone that mail may be lost', async () => {
    const apex = { name: 'example.com', cname: 'example.com.w.kunlunsl.com', status: 'online' } as const;
    cloud.state.domains.set('example.com', { ...apex, type: 'web', sources: [siteSource], httpsOn: false });
    put('MX', 'mx.example.com', { rr: '@' });
    await changeRecord(deps(), 'example.com');
    expect(modalTexts()[0]).toContain('This domain receives mail (MX). With a CNAME, mail may be lost');
  });

  it('gives the focus to the button that changes nothing where mail may be lost', async () => {
    const apex = { name: 'example.com', cname: 'example.com.w.kunlunsl.com', status: 'online' } as const;
    cloud.state.domains.set('example.com', { ...apex, type: 'web', sources: [siteSource], httpsOn: false });
    put('MX', 'mx.example.com', { rr: '@' });
    editor.press = (button) => button === 'Do Not Change DNS';
    expect(await changeRecord(deps(), 'example.com')).toBe(false);
    expect(editor.shown[0]?.buttons).toEqual(['Do Not Change DNS', 'Add Record']);
    expect(cloud.state.records.map(({ type }) => type)).toEqual(['MX']);
  });

  it('says which lines of DNS do not follow the record', async () => {
    put('A', '192.0.2.2', { line: 'telecom' });
    await changeRecord(deps(), domain);
    expect(modalTexts()[0]).toContain(
      'These DNS lines have their own records, so their visitors do not reach CDN: line China Telecom',
    );
  });

  it('changes no locked record, and asks nothing', async () => {
    put('A', '192.0.2.1', { locked: true });
    await expect(changeRecord(deps(), domain)).rejects.toMatchObject({ kind: 'recordLocked' });
    expect(modalTexts()).toEqual([]);
  });

  it('shows hostile values as plain text', async () => {
    put('TXT', 'x\u202E\u0000[a](command:b)');
    await changeRecord(deps(), domain);
    expect(modalTexts()[0]).toContain('TXT  x\\u{202e}\\u{0}[a] (command:b)');
  });

  it.each([
    ['domainNotFound', () => cloud.state.domains.clear()],
    ['zoneNotFound', () => cloud.state.zones.clear()],
  ] as const)('throws %s where there is none', async (kind, remove) => {
    remove();
    await expect(changeRecord(deps(), domain)).rejects.toMatchObject({ kind });
  });
});

describe('changing the origin', () => {
  const config = () => cloud.state.configs.get(domain)?.map(({ functionName, args }) => ({ functionName, args }));

  it('sets the name of the bucket, with the old and the new one shown', async () => {
    await cloud.cdn.setConfigs(
      domain,
      [{ functionName: 'set_req_host_header', args: { domain_name: 'wrong.test' } }],
      new AbortController().signal,
    );
    expect(await setOriginHost(deps(), domain)).toBe(true);
    const wanted = 'site.oss-cn-hangzhou.aliyuncs.com';
    expect(modalTexts()[0]).toContain(`Before: wrong.test\nAfter: ${wanted}`);
    expect(config()).toEqual([{ functionName: 'set_req_host_header', args: { domain_name: wanted } }]);
    expect(told()).toEqual([`The origin host was set: ${wanted}`]);
  });

  it('keeps a Host that was set while the question was open', async () => {
    editor.press = () => {
      const set = { functionName: 'set_req_host_header', args: { domain_name: 'other.example.net' } };
      void cloud.cdn.setConfigs(domain, [set], new AbortController().signal);
      return true;
    };
    expect(await setOriginHost(deps(), domain)).toBe(false);
    expect(config()).toEqual([{ functionName: 'set_req_host_header', args: { domain_name: 'other.example.net' } }]);
    expect(shownTexts()).toContainEqual(expect.stringContaining('changed outside this extension'));
  });

  it('sets the domain itself where the bucket knows it', async () => {
    cloud.state.buckets.get('site')?.cnames.set(domain, { domain, enabled: true });
    await setOriginHost(deps(), domain);
    expect(config()).toEqual([{ functionName: 'set_req_host_header', args: { domain_name: domain } }]);
  });

  it('grants CDN access to a private bucket only after consent', async () => {
    editor.press = () => false;
    expect(await allowPrivateBucket(deps(), domain)).toBe(false);
    expect(config()).toBeUndefined();
    editor.press = () => true;
    expect(await allowPrivateBucket(deps(), domain)).toBe(true);
    expect(modalTexts()[1]).toContain('Allow CDN to read the private bucket site?');
    expect(config()).toEqual([{ functionName: 'l2_oss_key', args: { private_oss_auth: 'on' } }]);
    expect(told()).toEqual(['CDN can now read the bucket: site']);
  });
});
