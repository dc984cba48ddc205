import type { Snapshot, Undo } from '../../../../src/core/activity/activity.js';
import { ActivityLog } from '../../../../src/core/activity/activityLog.js';
import { trackChanges } from '../../../../src/core/activity/trackChanges.js';
import type { CdnDomain } from '../../../../src/core/ports/cdn.js';
import type { DnsRecord } from '../../../../src/core/ports/dns.js';
import { addMemoryCertificate } from '../../../support/memory/certificates.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';
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

/** Each change that can be put back: how it is made, what it notes, and what shows that the undo worked. */
export const changes: readonly (readonly [
  string,
  (world: World) => Promise<unknown>,
  Snapshot['kind'],
  Snapshot['kind'],
  Undo['kind'],
])[] = [
  [
    'setCertificate',
    async (world) => world.cloud.cdn.setCertificate(name, await seeCertificates(world), signal),
    'absent',
    'certificate',
    'deleteCertificate',
  ],
  [
    'setCertificate',
    async (world) => {
      const chosen = await seeCertificates(world);
      const former = addMemoryCertificate(world.real.state, [name], 2e12, 'former');
      world.real.state.given.set(name, former.id);
      await world.cloud.cdn.readCertificate(name, signal);
      await world.cloud.cdn.setCertificate(name, chosen, signal);
    },
    'certificate',
    'certificate',
    'setCertificate',
  ],
  [
    'deleteCertificate',
    async (world) => {
      const { id } = addMemoryCertificate(world.real.state, [name], 2e12, 'former');
      await world.real.cdn.setCertificate(name, { id, name: 'former', region: 'cn-hangzhou' }, signal);
      await world.cloud.cdn.readCertificate(name, signal);
      await world.cloud.cdn.deleteCertificate(name, signal);
    },
    'certificate',
    'absent',
    'setCertificate',
  ],
  [
    'updateBucketSetting',
    async ({ cloud, real }) => {
      real.addBucket('settings');
      const bucket = { name: 'settings', region: 'cn-hangzhou' };
      await real.oss.updateBucketSetting(bucket, 'website', '<WebsiteConfiguration>1</WebsiteConfiguration>', signal);
      await cloud.oss.readBucketSetting(bucket, 'website', signal);
      await cloud.oss.updateBucketSetting(bucket, 'website', '<WebsiteConfiguration>2</WebsiteConfiguration>', signal);
    },
    'bucketSetting',
    'bucketSetting',
    'setBucketSetting',
  ],
  ['createRecord', ({ cloud }) => cloud.dns.createRecord(record, signal), 'absent', 'record', 'deleteRecord'],
  [
    'deleteRecord',
    async (world) => world.cloud.dns.deleteRecord(await seeRecord(world), signal),
    'record',
    'absent',
    'createRecord',
  ],
  [
    'updateRecord',
    async (world) => world.cloud.dns.updateRecord(await seeRecord(world), { ...record, ttl: 900 }, signal),
    'record',
    'record',
    'updateRecord',
  ],
  [
    'updateRecord',
    async (world) => {
      const id = await seeRecord(world, { type: 'MX', value: 'mail.example.net', line: 'telecom', priority: 20 });
      await world.cloud.dns.updateRecord(id, record, signal);
    },
    'record',
    'record',
    'updateRecord',
  ],
  [
    'updateRecordState',
    async (world) => world.cloud.dns.updateRecordState(await seeRecord(world), false, signal),
    'record',
    'record',
    'setRecordState',
  ],
  [
    'createBucket',
    ({ cloud }) => cloud.oss.createBucket({ name: 'made', region: 'eu-central-1' }, signal),
    'absent',
    'bucket',
    'deleteBucket',
  ],
  ['createCname', ({ cloud }) => cloud.oss.createCname(bucket, name, signal), 'absent', 'binding', 'deleteCname'],
  [
    'deleteCname',
    async ({ real, cloud }) => {
      await real.oss.createCname(bucket, name, signal);
      await cloud.oss.deleteCname(bucket, name, signal);
    },
    'binding',
    'absent',
    'createCname',
  ],
  [
    'updateSources',
    async ({ cloud }) => {
      await cloud.cdn.readDomain(name, signal);
      await cloud.cdn.updateSources(name, [newSource], signal);
    },
    'sources',
    'sources',
    'updateSources',
  ],
  [
    'stopDomain',
    async ({ cloud }) => {
      await cloud.cdn.listDomains(signal);
      await cloud.cdn.stopDomain(name, signal);
    },
    'status',
    'status',
    'startDomain',
  ],
  [
    'startDomain',
    async ({ real, cloud }) => {
      real.state.domains.set(name, { ...domain, status: 'offline' });
      await cloud.cdn.readDomain(name, signal);
      await cloud.cdn.startDomain(name, signal);
    },
    'status',
    'status',
    'stopDomain',
  ],
  [
    'setConfig',
    ({ cloud }) =>
      cloud.cdn.setConfig(name, { functionName: 'set_req_host_header', args: { domain_name: name } }, signal),
    'absent',
    'config',
    'deleteConfig',
  ],
  [
    'deleteConfig',
    async ({ real, cloud }) => {
      await real.cdn.setConfig(name, { functionName: 'set_req_host_header', args: { domain_name: name } }, signal);
      const [config] = await cloud.cdn.readConfigs(name, ['set_req_host_header'], signal);
      await cloud.cdn.deleteConfig(name, config?.id ?? '', signal);
    },
    'config',
    'absent',
    'setConfig',
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
