import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { connect } from 'node:net';
import * as dnsPacket from 'dns-packet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startNameServer } from '../../sandbox/alidns/nameServer.js';
import type { SandboxState } from '../../sandbox/state/state.js';
import { createRpcState, putRecord } from '../support/rpcSandbox.js';

let state: SandboxState;
let server: Awaited<ReturnType<typeof startNameServer>>;
let resolver: Resolver;

beforeEach(async () => {
  state = createRpcState();
  server = await startNameServer(state, 0);
  resolver = new Resolver({ timeout: 60_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.port}`]);
});

afterEach(() => server.stop());

const target = 'img.example.com.w.kunlunsl.com';

function addDomain(status: string): void {
  state.cdnDomains.set('img.example.com', {
    name: 'img.example.com',
    cname: target,
    futureCname: target,
    status,
    schedule: [],
    cdnType: 'web',
    scope: 'overseas',
    sources: [],
    httpsOn: false,
    description: '',
    createdAt: new Date(),
  });
}

function encodeQuery(name: string, type: string, edns?: number): Buffer {
  const questions = [{ name, type: type as dnsPacket.RecordType }];
  const opt = { type: 'OPT', name: '.', udpPayloadSize: edns ?? 0, options: [] } as unknown as dnsPacket.OptAnswer;
  return dnsPacket.encode({
    type: 'query',
    id: 4711,
    flags: dnsPacket.RECURSION_DESIRED,
    questions,
    ...(edns ? { additionals: [opt] } : {}),
  });
}

async function askUdp(name: string, type: string, edns?: number): Promise<dnsPacket.DecodedPacket> {
  const socket = createSocket('udp4');
  try {
    socket.send(encodeQuery(name, type, edns), server.port, '127.0.0.1');
    const [message] = (await once(socket, 'message')) as [Buffer];
    return dnsPacket.decode(message);
  } finally {
    socket.close();
  }
}

/** Sends the length and the message in pieces, two questions on one connection. */
async function askTcp(questions: readonly (readonly [string, string])[]): Promise<dnsPacket.DecodedPacket[]> {
  const socket = connect(server.port, '127.0.0.1');
  const messages = questions.map(([name, type]) => {
    const message = encodeQuery(name, type);
    return Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message]);
  });
  const all = Buffer.concat(messages);
  socket.setNoDelay(true);
  socket.write(all.subarray(0, 1));
  await once(socket, 'connect');
  socket.write(all.subarray(1));
  const answers: dnsPacket.DecodedPacket[] = [];
  let pending = Buffer.alloc(0);
  for await (const chunk of socket) {
    pending = Buffer.concat([pending, chunk as Buffer]);
    while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
      answers.push(dnsPacket.decode(pending.subarray(2, 2 + pending.readUInt16BE(0))));
      pending = pending.subarray(2 + pending.readUInt16BE(0));
    }
    if (answers.length === questions.length) break;
  }
  return answers;
}

function codeOf(packet: dnsPacket.DecodedPacket): number {
  return (packet.flags ?? 0) & 15;
}

describe('zones', () => {
  it('answers with the current records', async () => {
    const record = putRecord(state, 'example.com', { rr: 'www', value: '192.0.2.7' });
    expect(await resolver.resolve4('www.example.com', { ttl: true })).toEqual([{ address: '192.0.2.7', ttl: 600 }]);
    record.value = '192.0.2.8';
    expect(await resolver.resolve4('www.example.com')).toEqual(['192.0.2.8']);
    record.enabled = false;
    await expect(resolver.resolve4('www.example.com')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it('serves every supported record type', async () => {
    putRecord(state, 'example.com', { type: 'AAAA', value: '2001:db8::1' });
    putRecord(state, 'example.com', { type: 'MX', value: 'mail.example.com', priority: 5 });
    putRecord(state, 'example.com', { type: 'CAA', value: '0 issue "ca.example.net"' });
    putRecord(state, 'example.com', { rr: '_sip._tcp', type: 'SRV', value: '1 2 5060 sip.example.com' });
    expect(await resolver.resolve6('example.com')).toEqual(['2001:db8::1']);
    // Later versions of Node add the type of a record to its fields.
    expect(await resolver.resolveMx('example.com')).toMatchObject([{ priority: 5, exchange: 'mail.example.com' }]);
    expect(await resolver.resolveCaa('example.com')).toMatchObject([{ critical: 0, issue: 'ca.example.net' }]);
    const srv = { priority: 1, weight: 2, port: 5060, name: 'sip.example.com' };
    expect(await resolver.resolveSrv('_sip._tcp.example.com')).toMatchObject([srv]);
    expect((await resolver.resolveNs('example.com')).sort()).toEqual(['ns1.alidns.com', 'ns2.alidns.com']);
    expect(await resolver.resolveSoa('example.com')).toMatchObject({ nsname: 'ns1.alidns.com', minttl: 600 });
  });

  it('prefers an exact name to the wildcard, also one that exists only by names below it', async () => {
    putRecord(state, 'example.com', { rr: '*', value: '192.0.2.1' });
    putRecord(state, 'example.com', { rr: 'www', type: 'TXT', value: 'here' });
    putRecord(state, 'example.com', { rr: 'a.deep', value: '192.0.2.3' });
    expect(await resolver.resolve4('any.example.com')).toEqual(['192.0.2.1']);
    expect(await resolver.resolve4('x.y.example.com')).toEqual(['192.0.2.1']);
    for (const name of ['www.example.com', 'deep.example.com']) {
      await expect(resolver.resolve4(name)).rejects.toMatchObject({ code: 'ENODATA' });
    }
    await expect(resolver.resolve4('b.deep.example.com')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it.each(['A', 'CNAME'] as const)(
    'a TXT below a name hides a wildcard %s at that name, as long as the TXT exists',
    async (type) => {
      putRecord(state, 'example.com', { rr: '*', type, value: type === 'A' ? '192.0.2.1' : 'www.example.com' });
      putRecord(state, 'example.com', { rr: 'www', value: '192.0.2.1' });
      const proof = putRecord(state, 'example.com', {
        rr: '_dnsauth.shop',
        type: 'TXT',
        value: 'token',
        enabled: false,
      });
      expect(await resolver.resolve4('shop.example.com')).toEqual(['192.0.2.1']);
      proof.enabled = true;
      // The name exists now, without a record of its own; so do those below it, which are not the wildcard's either.
      expect(codeOf(await askUdp('shop.example.com', 'A'))).toBe(0);
      await expect(resolver.resolve4('shop.example.com')).rejects.toMatchObject({ code: 'ENODATA' });
      await expect(resolver.resolve4('a.shop.example.com')).rejects.toMatchObject({ code: 'ENOTFOUND' });
      expect(await resolver.resolveTxt('_dnsauth.shop.example.com')).toEqual([['token']]);
      expect(await resolver.resolve4('other.example.com')).toEqual(['192.0.2.1']);
      proof.enabled = false;
      expect(await resolver.resolve4('shop.example.com')).toEqual(['192.0.2.1']);
    },
  );

  it('a wildcard below a name hides the wildcard of the zone for every name below it', async () => {
    putRecord(state, 'example.com', { rr: '*', value: '192.0.2.1' });
    putRecord(state, 'example.com', { rr: '*.img', value: '192.0.2.2' });
    expect(await resolver.resolve4('a.img.example.com')).toEqual(['192.0.2.2']);
    expect(await resolver.resolve4('a.b.img.example.com')).toEqual(['192.0.2.2']);
    await expect(resolver.resolve4('img.example.com')).rejects.toMatchObject({ code: 'ENODATA' });
    await expect(resolver.resolveTxt('a.img.example.com')).rejects.toMatchObject({ code: 'ENODATA' });
    expect(await resolver.resolve4('*.img.example.com')).toEqual(['192.0.2.2']);
  });

  it('distinguishes a missing name from a missing type, with the SOA', async () => {
    putRecord(state, 'example.com', { rr: 'www' });
    const absentName = await askUdp('nope.example.com', 'A');
    const absentType = await askUdp('www.example.com', 'TXT');
    expect(codeOf(absentName)).toBe(3);
    expect(codeOf(absentType)).toBe(0);
    for (const { authorities, answers, flag_aa } of [absentName, absentType]) {
      expect(answers).toEqual([]);
      expect(flag_aa).toBe(true);
      expect(authorities).toMatchObject([{ type: 'SOA', name: 'example.com', ttl: 600, data: { minimum: 600 } }]);
    }
  });

  it('repeats the name as it was queried, and ignores case', async () => {
    putRecord(state, 'example.com', { rr: 'www', value: '192.0.2.9' });
    const { questions, answers } = await askUdp('wWw.ExAmple.COM', 'A');
    expect(questions).toMatchObject([{ name: 'wWw.ExAmple.COM' }]);
    expect(answers).toMatchObject([{ name: 'wWw.ExAmple.COM', data: '192.0.2.9' }]);
  });

  it('refuses names of other zones, zone transfers and other classes, and survives malformed packets', async () => {
    expect(codeOf(await askUdp('other.org', 'A'))).toBe(5);
    expect(codeOf(await askUdp('example.com', 'AXFR'))).toBe(5);
    const socket = createSocket('udp4');
    socket.send(Buffer.from('not dns'), server.port, '127.0.0.1');
    socket.send(Buffer.concat([Buffer.from([0, 9, 0, 0, 0, 9]), Buffer.alloc(8)]), server.port, '127.0.0.1');
    const [message] = (await once(socket, 'message')) as [Buffer];
    socket.close();
    const refused = dnsPacket.decode(message);
    expect(refused.id).toBe(9);
    expect(codeOf(refused)).toBe(1);
    expect(codeOf(await askUdp('example.com', 'SOA'))).toBe(0);
  });

  it('hides the records of a zone that the registrar delegates elsewhere', async () => {
    putRecord(state, 'elsewhere.com', { rr: 'www' });
    await expect(resolver.resolve4('www.elsewhere.com')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    expect(await resolver.resolveNs('elsewhere.com')).toEqual(['ns1.other.net']);
  });
});

describe('size', () => {
  const long = 'v'.repeat(500);

  it('splits a long TXT into strings of 255 bytes', async () => {
    putRecord(state, 'example.com', { rr: 'long', type: 'TXT', value: long });
    expect(await resolver.resolveTxt('long.example.com')).toEqual([[long.slice(0, 255), long.slice(255)]]);
  });

  it('truncates over UDP to the size that the client accepts, and sends everything over TCP', async () => {
    for (let at = 0; at < 4; at++) putRecord(state, 'example.com', { rr: 'big', type: 'TXT', value: `${at}${long}` });
    const plain = await askUdp('big.example.com', 'TXT');
    expect(plain).toMatchObject({ flag_tc: true, answers: [] });
    expect((await askUdp('big.example.com', 'TXT', 4096)).answers).toHaveLength(4);
    expect((await askUdp('big.example.com', 'TXT', 1232)).flag_tc).toBe(true);
    const [first, second] = await askTcp([
      ['big.example.com', 'TXT'],
      ['example.com', 'SOA'],
    ]);
    expect(first?.answers).toHaveLength(4);
    expect(second?.answers).toMatchObject([{ type: 'SOA' }]);
    expect(await resolver.resolveTxt('big.example.com')).toHaveLength(4);
  });
});

describe('CDN targets', () => {
  it('are resolved from a CNAME to the address of an online domain', async () => {
    addDomain('online');
    putRecord(state, 'example.com', { rr: 'img', type: 'CNAME', value: target });
    const { answers, flag_aa } = await askUdp('img.example.com', 'A');
    expect(answers).toMatchObject([
      { name: 'img.example.com', type: 'CNAME', data: target },
      { name: target, type: 'A' },
      { name: target, type: 'A' },
    ]);
    expect(flag_aa).toBe(true);
    expect(await resolver.resolveCname('img.example.com')).toEqual([target]);
    const addresses = await resolver.resolve4('img.example.com');
    expect(addresses).toEqual([
      expect.stringMatching(/^203\.0\.113\.\d+$/),
      expect.stringMatching(/^203\.0\.113\.\d+$/),
    ]);
    expect(new Set(addresses).size).toBe(2);
    expect(await resolver.resolve4(target)).toEqual(addresses);
  });

  it('a CNAME is returned for any type, without an address outside the zones', async () => {
    putRecord(state, 'example.com', { rr: 'out', type: 'CNAME', value: 'somewhere.org' });
    const { answers } = await askUdp('out.example.com', 'AAAA');
    expect(answers).toMatchObject([{ type: 'CNAME', data: 'somewhere.org' }]);
  });

  it('a loop of CNAMEs is answered with each of them once', async () => {
    putRecord(state, 'example.com', { rr: 'a', type: 'CNAME', value: 'b.example.com' });
    putRecord(state, 'example.com', { rr: 'b', type: 'CNAME', value: 'a.example.com' });
    const { answers } = await askUdp('a.example.com', 'A');
    expect(answers).toMatchObject([
      { name: 'a.example.com', type: 'CNAME', data: 'b.example.com' },
      { name: 'b.example.com', type: 'CNAME', data: 'a.example.com' },
    ]);
  });

  it('do not exist before their domain is online', async () => {
    addDomain('configuring');
    await expect(resolver.resolve4(target)).rejects.toMatchObject({ code: 'ENOTFOUND' });
    state.uncertain.targetBeforeOnline = true;
    expect(await resolver.resolve4(target)).toHaveLength(2);
  });

  it('have an address as soon as the domain is online, without a call of the API', async () => {
    addDomain('configuring');
    Object.assign(state.cdnDomains.get('img.example.com') ?? {}, { schedule: [{ at: Date.now(), status: 'online' }] });
    expect(await resolver.resolve4(target)).toHaveLength(2);
  });

  it('of a disabled domain lead to an invalid name', async () => {
    addDomain('offline');
    expect(await resolver.resolveCname(target)).toEqual(['offline.kunlunsl.com']);
    expect(await resolver.resolve4(target)).toEqual([]);
  });
});
