import { Resolver } from 'node:dns/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicResolvers } from '../../sandbox/alidns/views.js';
import { findConflicts } from '../../src/core/dns/conflicts.js';
import { findChanged, writeSwitch } from '../../src/core/dns/switchRecord.js';
import { newFacts } from '../../src/core/onboarding/run/facts.js';
import { createRecord } from '../../src/core/onboarding/run/runRecord.js';
import { permissionsLeft } from '../../src/core/onboarding/stepActions.js';
import { readUndo, undoSwitch } from '../../src/core/onboarding/undoSwitch.js';
import { toPolicy } from '../../src/core/permissions.js';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import type { DnsPort } from '../../src/core/ports/dns.js';
import { createControl } from '../support/control.js';
import { plan } from '../support/sandboxRuns.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const zone = 'shop-demo.com';
const { signal } = new AbortController();
const target = 'static.shop-demo.com.w.kunlunsl.com';
let opened: SandboxCloud;

beforeAll(async () => {
  opened = await openSandboxCloud({ speed: 1 });
  const { accessKeys, views } = opened.sandbox.state;
  // What the step of the record may do, and no more.
  const { steps, ...run } = createRecord('1099', plan, 0);
  const others = Object.keys(steps).filter((id) => id !== 'record');
  const done = Object.fromEntries(others.map((id) => [id, { state: 'done', since: 0 }]));
  accessKeys[0]!.policy = JSON.parse(
    toPolicy(permissionsLeft({ ...run, steps: { ...steps, ...done } }), 'site-hangzhou'),
  );
  const control = createControl(opened.sandbox);
  for (const server of publicResolvers) await control.act('setResolverCache', { server, on: true });
  expect(views.size).toBe(publicResolvers.length);
});
afterAll(() => opened?.stop());

/** What visitors are told of a name: those who ask at every moment, and those who ask first after so many writes. */
function watch(name: string) {
  const { resolverPorts, state } = opened.sandbox;
  const seen: string[] = [];
  const look = async (server: string) => {
    const resolver = new Resolver({ timeout: 60_000, tries: 1 });
    resolver.setServers([`127.0.0.1:${resolverPorts[server]}`]);
    const told = async (type: 'A' | 'AAAA') =>
      resolver.resolve(name, type).catch((error: NodeJS.ErrnoException) => [String(error.code)]);
    const [four, six] = [await told('A'), await told('AAAA')];
    seen.push(`${four.map(kindOf).join()} ${six.map(kindOf).join()}`);
  };
  return {
    seen,
    look: async () => {
      await look('dns.google');
      // This one has cached nothing yet.
      state.views.get('doh.pub')?.cache?.clear();
      await look('doh.pub');
    },
  };
}

function kindOf(answer: string): string {
  if (answer.startsWith('203.0.113.')) return 'edge';
  return answer.startsWith('192.0.2.') || answer.startsWith('2001:db8:') ? 'old' : answer;
}

/** The port with a look of the visitors behind each write. */
function watched(dns: DnsPort, look: () => Promise<void>): Pick<CloudPorts, 'dns'> {
  const after =
    <Input extends unknown[], T>(write: (...input: Input) => Promise<T>) =>
    async (...input: Input): Promise<T> => {
      const result = await write(...input);
      await look();
      return result;
    };
  return {
    dns: {
      ...dns,
      listRecords: (...input) => dns.listRecords(...input),
      createRecord: after(dns.createRecord),
      updateRecord: after(dns.updateRecord),
      deleteRecord: after(dns.deleteRecord),
      updateRecordState: after(dns.updateRecordState),
    },
  };
}

describe('visitors during a switch and its undo', () => {
  test('receive the old site or the new one from every resolver at every moment, also where absences are cached', async () => {
    const { dns } = opened.cloud;
    const record = { zone, rr: 'moved', ttl: 600 };
    for (const [type, value] of [
      ['AAAA', '2001:db8::9'],
      ['A', '192.0.2.9'],
      ['A', '192.0.2.10'],
      ['TXT', 'hello'],
    ] as const)
      await dns.createRecord({ ...record, type, value }, signal);
    const before = await dns.listRecords(zone, 'moved', signal);
    const { seen, look } = watch(`moved.${zone}`);
    await look();
    const cloud = watched(dns, look);
    const existing = findConflicts('moved', before);
    const changed = findChanged(existing);
    const wanted = { ...record, type: 'CNAME', value: target };
    await writeSwitch({ cloud, signal }, { wanted, existing, ...(changed && { changed }) });
    expect(seen.at(-1)).toBe('edge,edge ');
    const own = { state: 'written', id: changed?.id ?? '' } as const;
    const facts = {
      ...newFacts,
      cname: target,
      dns: { kept: 'here', zone, rr: 'moved', minTtl: 600 },
      record: {
        ...newFacts.record,
        own,
        paused: existing.filter(({ id }) => id !== changed?.id),
        ...(changed && { changed }),
      },
    } as const;
    await undoSwitch(cloud, await readUndo(cloud, facts, signal), signal);
    expect(await dns.listRecords(zone, 'moved', signal)).toEqual(before);
    // Over IPv6 there may be nothing for a while, but then there is the old site over IPv4.
    const fine = /^(old(,old)?|edge,edge) (old|ENODATA|edge,edge|)$/;
    expect(seen.filter((moment) => !fine.test(moment))).toEqual([]);
    // The first resolver still tells what it was told before.
    expect(seen[seen.length - 2]).toBe('old,old old');
  });
});
