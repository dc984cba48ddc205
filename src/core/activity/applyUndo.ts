import { sameXml } from '../delivery/bucketXml.js';
import { isOnDefaultLine } from '../dns/dnsLines.js';
import { sameHost } from '../dns/hostNames.js';
import { isErrorOf } from '../errors.js';
import { ifReadable } from '../oss/ifReadable.js';
import type { CdnConfig, CdnSource } from '../ports/cdn.js';
import type { DomainCertificate } from '../ports/certificates.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { DnsRecord, NewRecord } from '../ports/dns.js';
import type { BucketRef } from '../ports/oss.js';
import type { Undo } from './activity.js';
import { setOnce } from './trackConfigs.js';

/** Whether a change can be undone: `done` if it already was, `changed` if the resource was modified since. */
type UndoState = 'ready' | 'done' | 'changed';

type Cloud = Pick<CloudPorts, 'cdn' | 'dns' | 'oss'>;
type Of<K extends Undo['kind']> = Extract<Undo, { kind: K }>;

/** Reads the current state of the resource of an undo. */
export async function readUndoState(undo: Undo, cloud: Cloud, signal: AbortSignal): Promise<UndoState> {
  switch (undo.kind) {
    case 'createRecord':
    case 'deleteRecord':
    case 'updateRecord':
    case 'setRecordState':
      return recordState(undo, await cloud.dns.listRecords(undo.record.zone, undo.record.rr, signal));
    case 'createCname':
    case 'deleteCname': {
      const bound = (await cloud.oss.listCnames(undo.bucket, signal)).some(({ domain }) =>
        sameHost(domain, undo.domain),
      );
      return bound === (undo.kind === 'createCname') ? 'done' : 'ready';
    }
    case 'deleteBucket':
      return bucketState(undo.bucket, cloud, signal);
    case 'updateSources':
    case 'startDomain':
    case 'stopDomain':
      return domainState(undo, cloud, signal);
    case 'setCertificate':
    case 'deleteCertificate':
      return certificateState(undo, await cloud.cdn.readCertificate(undo.domain, signal));
    case 'setBucketSetting': {
      const xml = await cloud.oss.readBucketSetting(undo.bucket, undo.setting, signal);
      if (sameXml(xml, undo.xml)) return 'done';
      return sameXml(xml, undo.from) ? 'ready' : 'changed';
    }
    case 'setConfig':
    case 'deleteConfig':
      return configState(undo, await cloud.cdn.readConfigs(undo.domain, [undo.functionName], signal));
  }
}

/** Applies an undo. Call it in the state `ready`. */
export async function applyUndo(undo: Undo, { cdn, dns, oss }: Cloud, signal: AbortSignal): Promise<void> {
  switch (undo.kind) {
    case 'createRecord':
      await dns.createRecord(undo.record, signal);
      return;
    case 'deleteRecord':
      return dns.deleteRecord(undo.id, signal);
    case 'updateRecord':
      return dns.updateRecord(undo.id, undo.record, signal);
    case 'setRecordState':
      return dns.updateRecordState(undo.id, undo.enabled, signal);
    case 'createCname':
      return oss.createCname(undo.bucket, undo.domain, signal);
    case 'deleteCname':
      return oss.deleteCname(undo.bucket, undo.domain, signal);
    case 'deleteBucket':
      return oss.deleteBucket(undo.bucket, signal);
    case 'updateSources':
      return cdn.updateSources(undo.domain, undo.sources, signal);
    case 'startDomain':
      return cdn.startDomain(undo.domain, signal);
    case 'stopDomain':
      return cdn.stopDomain(undo.domain, signal);
    case 'setCertificate':
      return cdn.setCertificate(undo.domain, undo.certificate, signal);
    case 'deleteCertificate':
      return cdn.deleteCertificate(undo.domain, signal);
    case 'setBucketSetting':
      if (undo.xml === undefined) return oss.deleteBucketSetting(undo.bucket, undo.setting, signal);
      return oss.updateBucketSetting(undo.bucket, undo.setting, undo.xml, signal);
    case 'setConfig':
      return setConfig(undo, { cdn }, signal);
    case 'deleteConfig':
      return deleteConfig(undo, { cdn }, signal);
  }
}

/** Restores the old values of an entry, or creates a removed one again. Other arguments are sent back unchanged, since CDN replaces all. */
async function setConfig(undo: ConfigUndo, { cdn }: Pick<Cloud, 'cdn'>, signal: AbortSignal) {
  const { domain, functionName, args, from } = undo;
  const present = findConfig(undo, await cdn.readConfigs(domain, [functionName], signal));
  const others = Object.entries(present?.args ?? {}).filter(([name]) => from?.[name] === undefined);
  const config = { functionName, args: { ...Object.fromEntries(others), ...args } };
  await cdn.setConfig(domain, { ...config, ...(present && { configId: present.id }) }, signal);
}

async function deleteConfig(undo: ConfigUndo, { cdn }: Pick<Cloud, 'cdn'>, signal: AbortSignal) {
  const configs = await cdn.readConfigs(undo.domain, [undo.functionName], signal);
  const config = configs.find(({ args }) => sameArgs(args, undo.args));
  if (config) await cdn.deleteConfig(undo.domain, config.id, signal);
}

type ConfigUndo = Of<'deleteConfig' | 'setConfig'>;

/** The entry of an undo: the only one, or the one with its id. */
function findConfig({ functionName, configId }: ConfigUndo, configs: readonly CdnConfig[]): CdnConfig | undefined {
  return configs.find(({ id }) => id === configId) ?? (setOnce.has(functionName) ? configs[0] : undefined);
}

function configState(undo: ConfigUndo, configs: readonly CdnConfig[]): UndoState {
  const { kind, args, from } = undo;
  if (kind === 'deleteConfig') {
    const config = configs.find((each) => sameArgs(each.args, args));
    // Arguments added since would be removed too.
    if (config) return Object.keys(config.args).some((name) => args[name] === undefined) ? 'changed' : 'ready';
    return findConfig(undo, configs) ? 'changed' : 'done';
  }
  const present = findConfig(undo, configs);
  if (!from) {
    if (configs.some((each) => sameArgs(each.args, args))) return 'done';
    return present ? 'changed' : 'ready';
  }
  if (!present) return 'ready';
  const names = Object.keys({ ...from, ...args });
  const is = (wanted: CdnConfig['args']) => names.every((name) => present.args[name] === wanted[name]);
  if (is(args)) return 'done';
  return is(from) ? 'ready' : 'changed';
}

function recordState(
  undo: Of<'createRecord' | 'deleteRecord' | 'updateRecord' | 'setRecordState'>,
  records: readonly DnsRecord[],
): UndoState {
  if (undo.kind === 'createRecord')
    return records.some((each) => isOnDefaultLine(each) && sameRecord(each, undo.record)) ? 'done' : 'ready';
  const record = records.find(({ id }) => id === undo.id);
  if (undo.kind === 'deleteRecord') {
    if (!record) return 'done';
    return sameRecord(record, undo.record) ? 'ready' : 'changed';
  }
  if (!record) return 'changed';
  if (undo.kind === 'setRecordState') {
    if (!sameRecord(record, undo.record)) return 'changed';
    return record.enabled === undo.enabled ? 'done' : 'ready';
  }
  if (sameRecord(record, undo.record)) return 'done';
  return sameRecord(record, undo.from) ? 'ready' : 'changed';
}

/** A certificate is identified by its name, which is unique in the account. */
function certificateState(
  undo: Of<'setCertificate' | 'deleteCertificate'>,
  held: DomainCertificate | undefined,
): UndoState {
  if (held?.name === (undo.kind === 'setCertificate' ? undo.certificate.name : undefined)) return 'done';
  return held?.name === undo.from ? 'ready' : 'changed';
}

/** Without permission to list objects, OSS itself refuses to delete a bucket with objects. */
async function bucketState(bucket: BucketRef, { oss }: Cloud, signal: AbortSignal): Promise<UndoState> {
  try {
    await oss.readBucketInfo(bucket, signal);
  } catch (error) {
    if (isErrorOf(error, 'noSuchBucket')) return 'done';
    throw error;
  }
  const page = await ifReadable(oss.listObjects(bucket, { prefix: '', limit: 1, flat: true }, signal));
  return page && page.objects.length > 0 ? 'changed' : 'ready';
}

async function domainState(
  undo: Of<'updateSources' | 'startDomain' | 'stopDomain'>,
  { cdn }: Cloud,
  signal: AbortSignal,
): Promise<UndoState> {
  const domain = await cdn.readDomain(undo.domain, signal);
  if (!domain) return 'changed';
  if (undo.kind === 'updateSources') {
    if (sameSources(domain.sources, undo.sources)) return 'done';
    return sameSources(domain.sources, undo.from) ? 'ready' : 'changed';
  }
  const [wanted, other] = undo.kind === 'startDomain' ? ['online', 'offline'] : ['offline', 'online'];
  if (domain.status === wanted) return 'done';
  return domain.status === other ? 'ready' : 'changed';
}

/** Returns whether two lists of origin servers are equal in any order. */
export function sameSources(left: readonly CdnSource[], right: readonly CdnSource[]): boolean {
  const key = ({ type, content, port, priority, weight }: CdnSource) =>
    [type, content.toLowerCase(), port, priority, weight].join(' ');
  const keys = (sources: readonly CdnSource[]) => sources.map(key).sort().join('\n');
  return keys(left) === keys(right);
}

/** The line is compared if `wanted` has one. */
function sameRecord(present: NewRecord, wanted: NewRecord): boolean {
  if (wanted.line !== undefined && present.line !== wanted.line) return false;
  return present.type === wanted.type && present.ttl === wanted.ttl && sameHost(present.value, wanted.value);
}

function sameArgs(left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(right);
  return names.every((name) => left[name] === right[name]);
}
