import { hasSecretArgument, isSecretArgument, setOnce } from '../cdn/functionNames.js';
import { defaultLine, isOnDefaultLine } from '../dns/dnsLines.js';
import { fullName, sameHost } from '../dns/hostNames.js';
import type { CdnConfig, CdnDomain, CdnPort } from '../ports/cdn.js';
import type { CertificatePort, DomainCertificate } from '../ports/certificates.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { DnsPort, DnsRecord, NewRecord } from '../ports/dns.js';
import type { BucketRef, BucketSetting, OssPort } from '../ports/oss.js';
import type { Activity, TrackedCall } from './activity.js';
import { type Change, type ChangeOf, isReversible, type StateOf } from './change.js';
import { readUndoState } from './resources.js';

type Track = Activity['track'];

/**
 * Wraps the cloud so that every change is recorded: the resource, and its state before and after. The state before is the one that was last read, since
 * every change in this extension follows a read.
 */
export function trackChanges(cloud: CloudPorts, activity: Pick<Activity, 'track'>): CloudPorts {
  const track: Track = (call, work, complete, readBack) =>
    // A change that brings no way of its own to be read back needs nothing of the result.
    activity.track(call, work, complete, readBack ?? (() => readEffect(call.change, cloud)));
  return {
    ...cloud,
    cdn: trackCdn(cloud.cdn, track),
    dns: trackRecords(cloud.dns, track),
    certificates: trackCertificateService(cloud.certificates, track),
    oss: trackOss(cloud.oss, track),
  };
}

/** The change where it is in effect: its undo, or the creation or deletion of a domain, would still change something. */
async function readEffect(change: Change | undefined, cloud: CloudPorts): Promise<Change | undefined> {
  if (!change || (change.kind !== 'sources' && !isReversible(change))) return undefined;
  return (await readUndoState(change, cloud, new AbortController().signal)) === 'ready' ? change : undefined;
}

/** For each call of a port that changes something: a function that returns from the arguments how the change is recorded. */
type TrackedCalls<Port> = {
  readonly [Name in keyof Port]?: Port[Name] extends (...args: infer Args) => Promise<unknown>
    ? (...args: Args) => TrackedCall
    : never;
};

type Call = (...args: unknown[]) => Promise<unknown>;
type NoteOf = (...args: unknown[]) => TrackedCall;

/** Returns the port with these calls wrapped, so that each change is recorded. */
function trackCalls<Port extends object>(port: Port, track: Track, notes: TrackedCalls<Port>): Port {
  const calls = port as Readonly<Record<string, Call>>;
  const tracked = Object.entries(notes as Readonly<Record<string, NoteOf>>).map(([name, noteOf]) => {
    const call: Call = (...args) => track(noteOf(...args), async () => calls[name]?.(...args));
    return [name, call];
  });
  return { ...port, ...Object.fromEntries(tracked) };
}

function toCall(action: string, subject: string, change: Change): TrackedCall {
  return { action, subject, change };
}

/** Wraps CDN so that every change of a domain is recorded. The state before a change is the one that was last read. */
function trackCdn(cdn: CdnPort, track: Track): CdnPort {
  const seen = new SeenDomains();
  const noted = trackCalls(cdn, track, callsOf(seen));
  return {
    ...noted,
    /** Each setting is a change of its own, with its own undo. */
    setConfigs(name, configs, signal) {
      const calls = configs.map((config) => ({
        action: 'BatchSetCdnDomainConfig',
        subject: name,
        functionName: config.functionName,
        change: toChange(name, seen.findReplaced(name, config), config),
      }));
      const send = () => cdn.setConfigs(name, configs, signal);
      return calls.reduceRight((work, call) => () => track(call, work), send)();
    },
    async listDomains(signal, onPart) {
      const note = (domains: readonly CdnDomain[]) => {
        for (const { name, sources } of domains) seen.sources.set(name, sources);
      };
      const notePart = (some: readonly CdnDomain[]) => {
        note(some);
        onPart?.(some);
      };
      const domains = await cdn.listDomains(signal, notePart);
      note(domains);
      return domains;
    },
    async readDomain(name, signal) {
      const domain = await cdn.readDomain(name, signal);
      if (domain) seen.sources.set(domain.name, domain.sources);
      return domain;
    },
    async readCertificate(name, signal) {
      const held = await cdn.readCertificate(name, signal);
      seen.certificates.set(name, held ? toState(held) : null);
      return held;
    },
    async readConfigs(name, functionNames, signal) {
      const configs = await cdn.readConfigs(name, functionNames, signal);
      seen.addConfigs(name, functionNames, configs);
      return configs;
    },
  };
}

function callsOf(seen: SeenDomains): TrackedCalls<CdnPort> {
  return {
    createDomain: ({ name, sources }) =>
      toCall('AddCdnDomain', name, { kind: 'sources', at: { domain: name }, before: null, after: sources }),
    updateSources: (domain, after) => {
      const before = seen.sources.get(domain);
      return toCall('ModifyCdnDomain', domain, { kind: 'sources', at: { domain }, before, after });
    },
    deleteDomain: (domain) => {
      const before = seen.sources.get(domain);
      return toCall('DeleteCdnDomain', domain, { kind: 'sources', at: { domain }, before, after: null });
    },
    startDomain: (domain) =>
      toCall('StartCdnDomain', domain, { kind: 'status', at: { domain }, before: 'offline', after: 'online' }),
    stopDomain: (domain) =>
      toCall('StopCdnDomain', domain, { kind: 'status', at: { domain }, before: 'online', after: 'offline' }),
    setCertificate: (domain, choice) => {
      const before = seen.certificates.get(domain);
      const change = { kind: 'certificate', at: { domain }, before, after: toState(choice) } as const;
      return toCall('SetCdnDomainSSLCertificate', domain, change);
    },
    deleteCertificate: (domain) => {
      const before = seen.certificates.get(domain);
      return toCall('SetCdnDomainSSLCertificate', domain, { kind: 'certificate', at: { domain }, before, after: null });
    },
    deleteConfig: (name, id) => ({
      action: 'DeleteSpecificConfig',
      subject: name,
      change: toChange(name, seen.findConfig(name, id), undefined),
    }),
  };
}

type Setting = Pick<CdnConfig, 'functionName' | 'args'>;

/** Remembers what was last read about each domain. */
class SeenDomains {
  readonly sources = new Map<string, StateOf<'sources'>>();
  readonly certificates = new Map<string, StateOf<'certificate'> | null>();
  /** By domain and function. */
  private readonly configs = new Map<string, Map<string, readonly CdnConfig[]>>();

  addConfigs(name: string, functionNames: readonly string[], configs: readonly CdnConfig[]): void {
    const known = this.configs.get(name) ?? new Map<string, readonly CdnConfig[]>();
    this.configs.set(name, known);
    for (const each of functionNames)
      known.set(
        each,
        configs.filter(({ functionName }) => functionName === each),
      );
  }

  findConfig(name: string, configId: string): CdnConfig | undefined {
    return [...(this.configs.get(name)?.values() ?? [])].flat().find(({ id }) => id === configId);
  }

  /** The setting that gets other values; one without an id adds an entry to a function that may be set several times. */
  findReplaced(name: string, { functionName, configId }: Setting & { readonly configId?: string }) {
    const configs = this.configs.get(name)?.get(functionName) ?? [];
    if (configId !== undefined) return configs.find(({ id }) => id === configId);
    return setOnce.has(functionName) ? configs[0] : undefined;
  }
}

/** Returns what is recorded of a certificate, without the certificate itself. */
function toState({ id, name, region, expires }: DomainCertificate): StateOf<'certificate'> {
  return {
    name,
    ...(id !== undefined && { id }),
    ...(region !== undefined && { region }),
    ...(expires !== undefined && { expires }),
  };
}

function toChange(domain: string, before: CdnConfig | undefined, after: Setting | undefined): ChangeOf<'config'> {
  const known = after ?? before;
  // Which one is deleted was not read.
  if (!known) return { kind: 'config', at: { domain, functionName: '' }, after: null };
  const at = {
    domain,
    functionName: known.functionName,
    ...(before && after && { id: before.id }),
    ...([before, after].some((each) => each && hasSecretArgument(each)) && { hasSecrets: true as const }),
  };
  return { kind: 'config', at, before: toOpenArgs(before), after: toOpenArgs(after) };
}

/** Returns the arguments of a setting, except keys. `null` if there is no setting. */
function toOpenArgs(setting: Setting | undefined): StateOf<'config'> | null {
  if (!setting) return null;
  const { functionName, args } = setting;
  return Object.fromEntries(Object.entries(args).filter(([name]) => !isSecretArgument(functionName, name)));
}

/** Wraps the certificate service so that changes are recorded. An added certificate has no undo, since another domain may use it by then. */
function trackCertificateService(certificates: CertificatePort, track: Track): CertificatePort {
  return trackCalls(certificates, track, {
    createCertificate: ({ name }) =>
      toCall('UploadUserCertificate', name, { kind: 'certificate', at: {}, before: null, after: { name } }),
    updateInstance: (id) => ({ action: 'UpdateInstance', subject: id }),
    applyCertificate: (id) => ({ action: 'ApplyCertificate', subject: id }),
  });
}

const settingActions = { website: 'BucketWebsite', cors: 'BucketCors' } as const satisfies Record<
  BucketSetting,
  string
>;

/** Wraps OSS so that every change of a bucket, a domain binding or a setting is recorded. */
function trackOss(oss: OssPort, track: Track): OssPort {
  const seen = new Map<string, string | null>();
  const ofSetting = (verb: string, bucket: BucketRef, setting: BucketSetting, after: string | null): TrackedCall => {
    const before = seen.get(`${setting} ${bucket.name}`);
    const change: Change = { kind: 'bucketSetting', at: { bucket, setting }, before, after };
    return toCall(`${verb}${settingActions[setting]}`, bucket.name, change);
  };
  const noted = trackCalls(oss, track, {
    createCname: (bucket, domain) =>
      toCall('PutCname', domain, { kind: 'binding', at: { domain, bucket }, before: null, after: 'bound' }),
    deleteCname: (bucket, domain) =>
      toCall('DeleteCname', domain, { kind: 'binding', at: { domain, bucket }, before: 'bound', after: null }),
    createBucket: (bucket) => ofBucket('PutBucket', bucket, { before: null, after: 'empty' }),
    blockPublicAccess: (bucket) => ofBucket('PutBucketPublicAccessBlock', bucket, {}),
    deleteBucket: (bucket) => ofBucket('DeleteBucket', bucket, { before: 'empty', after: null }),
    updateBucketSetting: (bucket, setting, xml) => ofSetting('Put', bucket, setting, xml),
    deleteBucketSetting: (bucket, setting) => ofSetting('Delete', bucket, setting, null),
  });
  return {
    ...noted,
    async readBucketSetting(bucket, setting, signal) {
      const xml = await oss.readBucketSetting(bucket, setting, signal);
      seen.set(`${setting} ${bucket.name}`, xml ?? null);
      return xml;
    },
  };
}

function ofBucket(
  action: string,
  { name, region }: BucketRef,
  sides: Pick<ChangeOf<'bucket'>, 'before' | 'after'>,
): TrackedCall {
  return toCall(action, name, { kind: 'bucket', at: { bucket: { name, region } }, ...sides });
}

type RecordState = StateOf<'record'>;

/** Wraps Alibaba Cloud DNS so that every change of a record is recorded. The state before a change is the one that was last listed. */
function trackRecords(dns: DnsPort, track: Activity['track']): DnsPort {
  const seen = new Map<string, DnsRecord>();
  return {
    ...dns,
    async listRecords(zone, rr, signal) {
      const records = await dns.listRecords(zone, rr, signal);
      for (const record of records) seen.set(record.id, record);
      return records;
    },
    async createRecord(record, signal) {
      const change = toRecordChange(record, undefined, null, { record, enabled: true });
      const withId = (id: string) => ({ ...change, at: { ...change.at, id } });
      const id = await track(
        { action: 'AddDomainRecord', subject: fullName(record), change },
        () => dns.createRecord(record, signal),
        withId,
        async () => (await findCreated(dns, record)).map(withId)[0],
      );
      seen.set(id, { ...record, id, line: defaultLine, enabled: true, locked: false });
      return id;
    },
    async updateRecord(id, record, signal) {
      const before = seen.get(id);
      const after = { record, enabled: before?.enabled ?? true };
      const change = toRecordChange(record, id, before && toRecordState(before), after);
      await track({ action: 'UpdateDomainRecord', subject: fullName(record), change }, () =>
        dns.updateRecord(id, record, signal),
      );
      if (!before) return;
      const { priority: _, ...kept } = before;
      // Omitted fields get the defaults of a new record.
      seen.set(id, { ...kept, line: defaultLine, ...record });
    },
    deleteRecord(id, signal) {
      const before = seen.get(id);
      const change = before && toRecordChange(before, id, toRecordState(before), null);
      return track({ action: 'DeleteDomainRecord', subject: id, change }, () => dns.deleteRecord(id, signal));
    },
    async updateRecordState(id, enabled, signal) {
      const before = seen.get(id);
      const change = before && toRecordChange(before, id, toRecordState(before), { ...toRecordState(before), enabled });
      await track({ action: 'SetDomainRecordStatus', subject: id, change }, () =>
        dns.updateRecordState(id, enabled, signal),
      );
      if (before) seen.set(id, { ...before, enabled });
    },
  };
}

/** Returns the ids of the records with the values of an added record whose answer was lost. */
async function findCreated(dns: DnsPort, { zone, rr, type, value }: NewRecord): Promise<readonly string[]> {
  const records = await dns.listRecords(zone, rr, new AbortController().signal);
  const isIt = (each: DnsRecord) => each.type === type && isOnDefaultLine(each) && sameHost(each.value, value);
  return records.filter(isIt).map(({ id }) => id);
}

function toRecordChange(
  { zone, rr }: NewRecord,
  id: string | undefined,
  before: RecordState | null | undefined,
  after: RecordState | null,
): ChangeOf<'record'> {
  return { kind: 'record', at: { zone, rr, ...(id !== undefined && { id }) }, before, after };
}

/** Converts a record to the state that is recorded. Includes the line and the priority, which are not shown but needed to write the record again. */
function toRecordState({ id: _id, enabled, locked: _locked, ...record }: DnsRecord): RecordState {
  return { record, enabled };
}
