import { showDomain } from '../domainName.js';
import type { CdnDomain, CdnPort } from '../ports/cdn.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { DnsPort, DnsRecord, NewRecord } from '../ports/dns.js';
import type { OssPort } from '../ports/oss.js';
import type { Activity, Change, Place, Snapshot } from './activity.js';

type Track = Activity['track'];

const absent: Snapshot = { kind: 'absent' };

/**
 * The cloud, with every change noted: what it was about, how that stood before and stands after, and what puts it
 * back. How it stood before is what was last read of it: every change here follows a look.
 */
export function trackChanges(cloud: CloudPorts, activity: Pick<Activity, 'track'>): CloudPorts {
  const track: Track = (change, work, undoOf) => activity.track(change, work, undoOf);
  return {
    ...cloud,
    cdn: trackCdn(cloud.cdn, track),
    dns: trackDns(cloud.dns, track),
    oss: trackOss(cloud.oss, track),
  };
}

/** A cloud module whose clouds note every change; whoever changes something does nothing for it. */
export function trackLoaded<Options, Module extends { createCloud(options: Options): CloudPorts }>(
  load: () => Promise<Module>,
  activity: () => Pick<Activity, 'track'>,
): () => Promise<Module> {
  return async () => {
    const module = await load();
    return { ...module, createCloud: (options: Options) => trackChanges(module.createCloud(options), activity()) };
  };
}

function trackOss(oss: OssPort, track: Track): OssPort {
  return {
    ...oss,
    createCname: (bucket, domain, signal) =>
      track(
        {
          call: { action: 'PutCname', subject: domain },
          subject: domain,
          before: absent,
          after: { kind: 'binding', bucket },
          place: { kind: 'bucketDomains', bucket },
        },
        () => oss.createCname(bucket, domain, signal),
        () => ({ kind: 'deleteCname', bucket, domain }),
      ),
    deleteCname: (bucket, domain, signal) =>
      track(
        {
          call: { action: 'DeleteCname', subject: domain },
          subject: domain,
          before: { kind: 'binding', bucket },
          after: absent,
          place: { kind: 'bucketDomains', bucket },
        },
        () => oss.deleteCname(bucket, domain, signal),
        () => ({ kind: 'createCname', bucket, domain }),
      ),
  };
}

function trackDns(dns: DnsPort, track: Track): DnsPort {
  const seen = new Map<string, DnsRecord>();
  return {
    ...dns,
    async listRecords(zone, rr, signal) {
      const records = await dns.listRecords(zone, rr, signal);
      for (const record of records) seen.set(record.id, record);
      return records;
    },
    createRecord: (record, signal) =>
      track(
        { ...recordChange('AddDomainRecord', nameOf(record), record), before: absent, after: toSnapshot(record, true) },
        () => dns.createRecord(record, signal),
        (id) => ({ kind: 'deleteRecord', id, record }),
      ),
    updateRecord: (id, record, signal) => {
      const before = seen.get(id);
      const change = recordChange('UpdateDomainRecord', nameOf(record), record);
      const enabled = before?.enabled ?? true;
      return track(
        { ...change, ...(before && { before: toSnapshot(before, enabled) }), after: toSnapshot(record, enabled) },
        () => dns.updateRecord(id, record, signal),
        () => before && { kind: 'updateRecord', id, from: record, record: toFields(before) },
      );
    },
    deleteRecord: (id, signal) => {
      const before = seen.get(id);
      const plain = before?.enabled && before.line === 'default';
      return track(
        {
          ...recordChange('DeleteDomainRecord', id, before),
          ...(before && { before: toSnapshot(before, before.enabled) }),
          after: absent,
        },
        () => dns.deleteRecord(id, signal),
        // A record of another line, or a paused one, could not be added again as it was.
        () => (plain ? { kind: 'createRecord', record: toFields(before) } : undefined),
      );
    },
    updateRecordState: (id, enabled, signal) => {
      const before = seen.get(id);
      const states = before && { before: toSnapshot(before, before.enabled), after: toSnapshot(before, enabled) };
      return track(
        { ...recordChange('SetDomainRecordStatus', id, before), ...states },
        () => dns.updateRecordState(id, enabled, signal),
        () => before && { kind: 'setRecordState', id, record: toFields(before), enabled: !enabled },
      );
    },
  };
}

function trackCdn(cdn: CdnPort, track: Track): CdnPort {
  const seen = new Map<string, CdnDomain>();
  const see = (domain: CdnDomain) => void seen.set(domain.name, domain);
  return {
    ...cdn,
    ...trackConfigs(cdn, track),
    async listDomains(signal) {
      const domains = await cdn.listDomains(signal);
      for (const domain of domains) see(domain);
      return domains;
    },
    async readDomain(name, signal) {
      const domain = await cdn.readDomain(name, signal);
      if (domain) see(domain);
      return domain;
    },
    createDomain: (domain, signal) =>
      track(
        {
          ...domainChange('AddCdnDomain', domain.name),
          before: absent,
          after: { kind: 'sources', sources: domain.sources },
        },
        () => cdn.createDomain(domain, signal),
      ),
    updateSources: (name, sources, signal) => {
      const before = seen.get(name)?.sources;
      return track(
        {
          ...domainChange('ModifyCdnDomain', name, 'backSrc'),
          ...(before && { before: { kind: 'sources', sources: before } }),
          after: { kind: 'sources', sources },
        },
        () => cdn.updateSources(name, sources, signal),
        () => before && { kind: 'updateSources', domain: name, from: sources, sources: before },
      );
    },
    startDomain: (name, signal) =>
      track(
        { ...domainChange('StartCdnDomain', name), ...statuses(seen.get(name), 'online') },
        () => cdn.startDomain(name, signal),
        () => ({ kind: 'stopDomain', domain: name }),
      ),
    stopDomain: (name, signal) =>
      track(
        { ...domainChange('StopCdnDomain', name), ...statuses(seen.get(name), 'offline') },
        () => cdn.stopDomain(name, signal),
        () => ({ kind: 'startDomain', domain: name }),
      ),
    deleteDomain: (name, signal) => {
      const before = seen.get(name);
      return track(
        {
          ...domainChange('DeleteCdnDomain', name),
          ...(before && { before: { kind: 'sources', sources: before.sources } }),
          after: absent,
        },
        () => cdn.deleteDomain(name, signal),
      );
    },
  };
}

type ConfigCalls = Pick<CdnPort, 'readConfigs' | 'setConfig' | 'deleteConfig'>;

function trackConfigs(cdn: CdnPort, track: Track): ConfigCalls {
  const seen = new Map<string, Extract<Snapshot, { kind: 'config' }>>();
  return {
    async readConfigs(name, functionNames, signal) {
      const configs = await cdn.readConfigs(name, functionNames, signal);
      for (const { id, functionName, args } of configs)
        seen.set(`${name} ${id}`, { kind: 'config', functionName, args });
      return configs;
    },
    setConfig: (name, config, signal) =>
      track(
        {
          ...domainChange('BatchSetCdnDomainConfig', name, 'backSrc'),
          after: { kind: 'config', functionName: config.functionName, args: config.args },
        },
        () => cdn.setConfig(name, config, signal),
        () => ({ kind: 'deleteConfig', domain: name, functionName: config.functionName, args: config.args }),
      ),
    deleteConfig: (name, configId, signal) => {
      const before = seen.get(`${name} ${configId}`);
      return track(
        { ...domainChange('DeleteSpecificConfig', name, 'backSrc'), ...(before && { before }), after: absent },
        () => cdn.deleteConfig(name, configId, signal),
        () => before && { ...before, kind: 'setConfig', domain: name },
      );
    },
  };
}

function statuses(before: CdnDomain | undefined, after: CdnDomain['status']): Pick<Change, 'before' | 'after'> {
  return {
    ...(before && { before: { kind: 'status', status: before.status } }),
    after: { kind: 'status', status: after },
  };
}

function domainChange(action: string, domain: string, page: 'basic' | 'backSrc' = 'basic'): Change {
  const place: Place = { kind: 'domain', domain, page };
  return { call: { action, subject: domain }, subject: showDomain(domain), place };
}

function recordChange(action: string, callSubject: string, record: NewRecord | undefined): Change {
  return {
    call: { action, subject: callSubject },
    subject: record ? nameOf(record) : callSubject,
    ...(record && { place: { kind: 'zone', zone: record.zone } }),
  };
}

function toSnapshot(record: NewRecord, enabled: boolean): Snapshot {
  return { kind: 'record', record: toFields(record), enabled };
}

function toFields({ zone, rr, type, value, ttl }: NewRecord): NewRecord {
  return { zone, rr, type, value, ttl };
}

function nameOf({ zone, rr }: NewRecord): string {
  return rr === '@' ? zone : `${rr}.${zone}`;
}
