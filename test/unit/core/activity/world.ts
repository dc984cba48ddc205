import { type ActivityEntry, type ChangeEntry, canUndo } from '../../../../src/core/activity/activity.js';
import { ActivityLog } from '../../../../src/core/activity/activityLog.js';
import type { Change } from '../../../../src/core/activity/change.js';
import { trackChanges } from '../../../../src/core/activity/trackChanges.js';
import type { CdnDomain } from '../../../../src/core/ports/cdn.js';
import type { DnsRecord } from '../../../../src/core/ports/dns.js';
import { addMemoryCertificate } from '../../../support/memory/certificates.js';
import { createMemoryCloud, type MemoryAction } from '../../../support/memoryCloud.js';
import { createSharedDocuments } from '../../../support/memoryStore.js';
import { siteSource } from '../../../support/siteSources.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

export const { signal } = new AbortController();
const bucket = { name: 'site', region: 'cn-hangzhou' };
export const name = 'img.example.com';
export const newSource = { ...siteSource, type: 'ipaddr', content: '203.0.113.7' } as const;
export const record = { zone: 'example.com', rr: 'img', type: 'CNAME', value: 'a.example.net', ttl: 600 };
export const domain: CdnDomain = {
  name,
  status: 'online',
  type: 'web',
  sources: [siteSource],
  httpsOn: false,
  cname: 'c.kunlunsl.com',
};

/** A list of changes over a cloud in memory, `real`, as one account sees it. */
export function createWorld() {
  const real = createMemoryCloud();
  real.addZone('example.com');
  real.addBucket('site');
  real.state.cnameTokenNeeded = false;
  real.state.domains.set(name, domain);
  const clock = createVirtualClock();
  const documents = createSharedDocuments(clock);
  const errors: unknown[] = [];
  let account: string | undefined = '1000000000000001';
  const open = (windowId: string) =>
    new ActivityLog({
      store: documents.window(windowId),
      session: {
        get account() {
          return account === undefined ? undefined : { id: account, source: { kind: 'secret' } as const };
        },
        onDidChange: () => ({ dispose() {} }),
      },
      clock,
      windowId,
      onError: (error) => errors.push(error),
    });
  const log = open('a');
  /** Has another account signed in, or none. */
  const as = (id: string | undefined) => {
    account = id;
  };
  return { real, clock, documents, errors, log, open, as, cloud: trackChanges(real, log) };
}

export type World = ReturnType<typeof createWorld>;

/** The newest change of a list. Throws where it cannot be undone. */
export function newestChange({ entries }: { readonly entries: readonly ActivityEntry[] }): Change {
  return requireUndo(entries[0]).change;
}

/** An entry. Throws where it cannot be undone. */
export function requireUndo(entry: ActivityEntry | undefined): ChangeEntry {
  if (!entry || !canUndo(entry)) throw new Error('cannot be undone');
  return entry;
}

/** Which kind of resource a change is about, and whether it was and is there. */
export function outlineOf({ kind, before, after }: Change) {
  return { kind, how: !before ? 'created' : after ? 'changed' : 'removed' };
}

/** Each change that can be put back: its call, how it is made, what it changes, whether that was and is there, and the call of its undo. */
export const changes: readonly (readonly [
  MemoryAction,
  (world: World) => Promise<unknown>,
  Change['kind'],
  'created' | 'changed' | 'removed',
  MemoryAction,
])[] = [
  [
    'cdn.setCertificate',
    async (world) => world.cloud.cdn.setCertificate(name, await seeCertificates(world), signal),
    'certificate',
    'created',
    'cdn.deleteCertificate',
  ],
  [
    'cdn.setCertificate',
    async (world) => {
      const chosen = await seeCertificates(world);
      const former = addMemoryCertificate(world.real.state, [name], 2e12, 'former');
      world.real.state.given.set(name, former.id);
      await world.cloud.cdn.readCertificate(name, signal);
      await world.cloud.cdn.setCertificate(name, chosen, signal);
    },
    'certificate',
    'changed',
    'cdn.setCertificate',
  ],
  [
    'cdn.deleteCertificate',
    async (world) => {
      const { id } = addMemoryCertificate(world.real.state, [name], 2e12, 'former');
      await world.real.cdn.setCertificate(name, { id, name: 'former', region: 'cn-hangzhou' }, signal);
      await world.cloud.cdn.readCertificate(name, signal);
      await world.cloud.cdn.deleteCertificate(name, signal);
    },
    'certificate',
    'removed',
    'cdn.setCertificate',
  ],
  [
    'oss.updateBucketSetting',
    async ({ cloud, real }) => {
      real.addBucket('settings');
      const bucket = { name: 'settings', region: 'cn-hangzhou' };
      await real.oss.updateBucketSetting(bucket, 'website', '<WebsiteConfiguration>1</WebsiteConfiguration>', signal);
      await cloud.oss.readBucketSetting(bucket, 'website', signal);
      await cloud.oss.updateBucketSetting(bucket, 'website', '<WebsiteConfiguration>2</WebsiteConfiguration>', signal);
    },
    'bucketSetting',
    'changed',
    'oss.updateBucketSetting',
  ],
  ['dns.createRecord', ({ cloud }) => cloud.dns.createRecord(record, signal), 'record', 'created', 'dns.deleteRecord'],
  [
    'dns.deleteRecord',
    async (world) => world.cloud.dns.deleteRecord(await seeRecord(world), signal),
    'record',
    'removed',
    'dns.createRecord',
  ],
  [
    'dns.updateRecord',
    async (world) => world.cloud.dns.updateRecord(await seeRecord(world), { ...record, ttl: 900 }, signal),
    'record',
    'changed',
    'dns.updateRecord',
  ],
  [
    'dns.updateRecord',
    async (world) => {
      const id = await seeRecord(world, { type: 'MX', value: 'mail.example.net', line: 'telecom', priority: 20 });
      await world.cloud.dns.updateRecord(id, record, signal);
    },
    'record',
    'changed',
    'dns.updateRecord',
  ],
  [
    'dns.updateRecordState',
    async (world) => world.cloud.dns.updateRecordState(await seeRecord(world), false, signal),
    'record',
    'changed',
    'dns.updateRecordState',
  ],
  [
    'oss.createBucket',
    ({ cloud }) => cloud.oss.createBucket({ name: 'made', region: 'eu-central-1' }, signal),
    'bucket',
    'created',
    'oss.deleteBucket',
  ],
  [
    'oss.createCname',
    ({ cloud }) => cloud.oss.createCname(bucket, name, signal),
    'binding',
    'created',
    'oss.deleteCname',
  ],
  [
    'oss.deleteCname',
    async ({ real, cloud }) => {
      await real.oss.createCname(bucket, name, signal);
      await cloud.oss.deleteCname(bucket, name, signal);
    },
    'binding',
    'removed',
    'oss.createCname',
  ],
  [
    'cdn.updateSources',
    async ({ cloud }) => {
      await cloud.cdn.readDomain(name, signal);
      await cloud.cdn.updateSources(name, [newSource], signal);
    },
    'sources',
    'changed',
    'cdn.updateSources',
  ],
  [
    'cdn.stopDomain',
    async ({ cloud }) => {
      await cloud.cdn.listDomains(signal);
      await cloud.cdn.stopDomain(name, signal);
    },
    'status',
    'changed',
    'cdn.startDomain',
  ],
  [
    'cdn.startDomain',
    async ({ real, cloud }) => {
      real.state.domains.set(name, { ...domain, status: 'offline' });
      await cloud.cdn.readDomain(name, signal);
      await cloud.cdn.startDomain(name, signal);
    },
    'status',
    'changed',
    'cdn.stopDomain',
  ],
  [
    'cdn.setConfigs',
    ({ cloud }) =>
      cloud.cdn.setConfigs(name, [{ functionName: 'set_req_host_header', args: { domain_name: name } }], signal),
    'config',
    'created',
    'cdn.deleteConfig',
  ],
  [
    'cdn.deleteConfig',
    async ({ real, cloud }) => {
      await real.cdn.setConfigs(name, [{ functionName: 'set_req_host_header', args: { domain_name: name } }], signal);
      const [config] = await cloud.cdn.readConfigs(name, ['set_req_host_header'], signal);
      await cloud.cdn.deleteConfig(name, config?.id ?? '', signal);
    },
    'config',
    'removed',
    'cdn.setConfigs',
  ],
];

/** A record made behind the back of the list, and then read through it. */
export async function seeRecord({ real, cloud }: World, fields: Partial<DnsRecord> = {}): Promise<string> {
  const id = await real.dns.createRecord(record, signal);
  const index = real.state.records.findIndex((each) => each.id === id);
  const made = real.state.records[index];
  if (made) real.state.records[index] = { ...made, ...fields };
  await cloud.dns.listRecords('example.com', 'img', signal);
  return id;
}

/** A certificate to choose, after the one of the domain was looked at. */
async function seeCertificates({ real, cloud }: World) {
  await cloud.cdn.readCertificate(name, signal);
  return addMemoryCertificate(real.state, [name], 2e12, 'chosen');
}
