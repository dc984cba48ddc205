import { setOnce } from '../cdn/functionNames.js';
import { withRule } from '../cdn/ipLists.js';
import { sameXml } from '../delivery/bucketXml.js';
import { isOnDefaultLine } from '../dns/dnsLines.js';
import { sameHost } from '../dns/hostNames.js';
import { AppError, fallback } from '../errors.js';
import { isRestorable } from '../https/certificateState.js';
import { ifReadable } from '../oss/ifReadable.js';
import { listOwnHeaders, replaceHeaders, sameHeaders, seeHeaders } from '../oss/objectHeaders.js';
import type { CdnConfig, CdnSource } from '../ports/cdn.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { DnsRecord, NewRecord } from '../ports/dns.js';
import { type ChangeOf, type ResourceKind, type StateOf, switchesRecord } from './change.js';

type Args = StateOf<'config'>;

type Cloud = Pick<CloudPorts, 'cdn' | 'dns' | 'oss'>;

/** How the resources of a kind are read, compared and written. */
interface Resource<K extends ResourceKind> {
  /** Reads the current state. Resolves to `null` if the resource does not exist. */
  read(change: ChangeOf<K>, cloud: Cloud, signal: AbortSignal): Promise<StateOf<K> | null>;
  /** Returns whether two states are equal in everything that the change concerns. */
  same(present: StateOf<K>, wanted: StateOf<K>, change: ChangeOf<K>): boolean;
  /** Restores the state before the change. */
  restore(change: ChangeOf<K>, cloud: Cloud, signal: AbortSignal): Promise<void>;
}

const resources: { readonly [K in ResourceKind]: Resource<K> } = {
  record: {
    async read(change, { dns }, signal) {
      const { zone, rr } = change.at;
      const record = findRecord(change, await dns.listRecords(zone, rr, signal));
      return record ? { record, enabled: record.enabled } : null;
    },
    same: (present, wanted, change) =>
      sameRecord(present.record, wanted.record) && (!switchesRecord(change) || present.enabled === wanted.enabled),
    async restore(change, { dns }, signal) {
      const { before, after, at } = change;
      const { id = '' } = at;
      if (!before) return dns.deleteRecord(id, signal);
      if (!after) return void (await dns.createRecord(before.record, signal));
      if (switchesRecord(change)) return dns.updateRecordState(id, before.enabled, signal);
      return dns.updateRecord(id, before.record, signal);
    },
  },
  status: {
    read: async ({ at }, { cdn }, signal) => (await cdn.readDomain(at.domain, signal))?.status ?? null,
    same: (present, wanted) => present === wanted,
    restore: ({ at, before }, { cdn }, signal) =>
      before === 'offline' ? cdn.stopDomain(at.domain, signal) : cdn.startDomain(at.domain, signal),
  },
  sources: {
    async read({ at }, { cdn }, signal) {
      const domain = await cdn.readDomain(at.domain, signal);
      return domain && domain.status !== 'deleting' ? domain.sources : null;
    },
    same: sameSources,
    restore: ({ at, before }, { cdn }, signal) => cdn.updateSources(at.domain, before ?? [], signal),
  },
  certificate: {
    read: async ({ at: { domain = '' } }, { cdn }, signal) => (await cdn.readCertificate(domain, signal)) ?? null,
    // No other of the account has its name.
    same: (present, wanted) => present.name === wanted.name,
    async restore({ at: { domain = '' }, before }, { cdn }, signal) {
      if (!before) await cdn.deleteCertificate(domain, signal);
      else if (isRestorable(before)) await cdn.setCertificate(domain, before, signal);
    },
  },
  config: {
    async read(change, { cdn }, signal) {
      const { domain, functionName } = change.at;
      const config = findConfig(change, await cdn.readConfigs(domain, [functionName], signal));
      // One that got other values and is gone since is created again.
      return config?.args ?? (change.before && change.after) ?? null;
    },
    same(present, wanted, { at: { functionName }, before, after }) {
      const whole = (args: Args) => withRule({ functionName, args });
      // Where it was created, what was added since would be taken away with it.
      const names = Object.keys({ ...whole(wanted), ...before, ...after, ...(before ? {} : present) });
      return names.every((name) => whole(present)[name] === whole(wanted)[name]);
    },
    restore: restoreConfig,
  },
  binding: {
    async read({ at }, { oss }, signal) {
      const cnames = await oss.listCnames(at.bucket, signal);
      return cnames.some(({ domain }) => sameHost(domain, at.domain)) ? 'bound' : null;
    },
    same: () => true,
    restore: ({ at: { bucket, domain }, before }, { oss }, signal) =>
      before ? oss.createCname(bucket, domain, signal) : oss.deleteCname(bucket, domain, signal),
  },
  bucket: {
    async read({ at: { bucket } }, { oss }, signal) {
      const info = await oss.readBucketInfo(bucket, signal).catch(fallback(undefined, 'noSuchBucket'));
      if (!info) return null;
      // Without permission to list objects, OSS itself refuses to delete a bucket with objects.
      const page = await ifReadable(oss.listObjects(bucket, { prefix: '', limit: 1, flat: true }, signal));
      return page && page.objects.length > 0 ? 'filled' : 'empty';
    },
    same: (present, wanted) => present === wanted,
    restore: ({ at }, { oss }, signal) => oss.deleteBucket(at.bucket, signal),
  },
  bucketSetting: {
    read: async ({ at: { bucket, setting } }, { oss }, signal) =>
      (await oss.readBucketSetting(bucket, setting, signal)) ?? null,
    same: sameXml,
    restore: ({ at: { bucket, setting }, before }, { oss }, signal) =>
      before
        ? oss.updateBucketSetting(bucket, setting, before, signal)
        : oss.deleteBucketSetting(bucket, setting, signal),
  },
  objectAcl: {
    read: ({ at: { bucket, key } }, { oss }, signal) =>
      oss.readObjectAcl(bucket, key, signal).catch(fallback(null, 'noSuchObject')),
    same: (present, wanted) => present === wanted,
    restore: ({ at: { bucket, key }, before }, { oss }, signal) =>
      oss.setObjectAcl(bucket, key, before ?? 'default', signal),
  },
  deletion: {
    read: async ({ at: { bucket, key } }, { oss }, signal) =>
      (await oss.readObjectHead(bucket, key, signal)) ? null : 'deleted',
    same: () => true,
    restore: ({ at: { bucket, key } }, { oss }, signal) => oss.deleteObject(bucket, key, signal),
  },
  objectHeaders: {
    async read({ at: { bucket, key } }, { oss }, signal) {
      const head = await oss.readObjectHead(bucket, key, signal);
      return head ? listOwnHeaders(head) : null;
    },
    same: sameHeaders,
    async restore({ at, before }, { oss }, signal) {
      const seen = await seeHeaders(oss, at, signal);
      await replaceHeaders(oss, at, { seen, headers: before ?? {} }, signal);
    },
  },
};

/** Whether a change can be undone now. `done` if the old state is already back, `changed` if the resource was changed again since. */
type UndoState = 'ready' | 'done' | 'changed';

/** Reads the current state of the resource and compares it with the states before and after the change. */
export async function readUndoState<K extends ResourceKind>(
  change: ChangeOf<K>,
  cloud: Cloud,
  signal: AbortSignal,
): Promise<UndoState> {
  const resource = resources[change.kind];
  const present = await resource.read(change, cloud, signal);
  const isAs = (wanted: StateOf<K> | null | undefined) =>
    present && wanted ? resource.same(present, wanted, change) : present === wanted;
  if (isAs(change.before)) return 'done';
  return isAs(change.after) ? 'ready' : 'changed';
}

/** Undoes a change. Throws `invalidInput` (`changedSince`) if the resource was changed since `readUndoState` resolved to `ready`. */
export async function applyUndo<K extends ResourceKind>(
  change: ChangeOf<K>,
  cloud: Cloud,
  signal: AbortSignal,
): Promise<void> {
  // The user may have taken a while to answer.
  if ((await readUndoState(change, cloud, signal)) !== 'ready')
    throw new AppError('invalidInput', { code: 'changedSince', subject: '' });
  await resources[change.kind].restore(change, cloud, signal);
}

/** The record of a change; for a deleted one, which comes back under another id, one with its values. */
function findRecord({ at, before, after }: ChangeOf<'record'>, records: readonly DnsRecord[]): DnsRecord | undefined {
  const wanted = after ? undefined : before?.record;
  const isSame = (each: DnsRecord) => wanted !== undefined && isOnDefaultLine(each) && sameRecord(each, wanted);
  return records.find(({ id }) => id === at.id) ?? records.find(isSame);
}

/** Returns whether a record has the wanted values. The line counts only if `wanted` has one. */
function sameRecord(present: NewRecord, wanted: NewRecord): boolean {
  if (wanted.line !== undefined && present.line !== wanted.line) return false;
  return present.type === wanted.type && present.ttl === wanted.ttl && sameHost(present.value, wanted.value);
}

/** Returns whether two lists contain the same origin servers, in any order. */
export function sameSources(left: readonly CdnSource[], right: readonly CdnSource[]): boolean {
  const key = ({ type, content, port, priority, weight }: CdnSource) =>
    [type, content.toLowerCase(), port, priority, weight].join(' ');
  const keys = (sources: readonly CdnSource[]) => sources.map(key).sort().join('\n');
  return keys(left) === keys(right);
}

/** Returns the setting that a change concerns: the one with the id, or without an id the one with the same values. `undefined` if there is none. */
function findOwnConfig(
  { at, before, after }: ChangeOf<'config'>,
  configs: readonly CdnConfig[],
): CdnConfig | undefined {
  const wanted = Object.entries(after ?? before ?? {});
  const isSame = ({ args }: CdnConfig) => wanted.every(([name, value]) => args[name] === value);
  return configs.find((each) => (at.id === undefined ? isSame(each) : each.id === at.id));
}

/** Returns the setting that a change concerns. If it is not found and the function can be set only once, returns that one setting. */
function findConfig(change: ChangeOf<'config'>, configs: readonly CdnConfig[]): CdnConfig | undefined {
  return findOwnConfig(change, configs) ?? (setOnce.has(change.at.functionName) ? configs[0] : undefined);
}

/** Restores the old values, or takes the setting away. What it has besides stays, since CDN replaces all arguments. */
async function restoreConfig(change: ChangeOf<'config'>, { cdn }: Cloud, signal: AbortSignal): Promise<void> {
  const { domain, functionName } = change.at;
  const { before, after } = change;
  const configs = await cdn.readConfigs(domain, [functionName], signal);
  if (!before) {
    const created = findOwnConfig(change, configs);
    if (created) await cdn.deleteConfig(domain, created.id, signal);
    return;
  }
  const present = findConfig(change, configs);
  const others = Object.entries(present?.args ?? {}).filter(([name]) => after?.[name] === undefined);
  const args = { ...Object.fromEntries(others), ...withRule({ functionName, args: before }) };
  await cdn.setConfigs(domain, [{ functionName, args, ...(present && { configId: present.id }) }], signal);
}
