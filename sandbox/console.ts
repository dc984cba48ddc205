import { certificateActs } from './cas/byHand.js';
import { followSources, setByHand } from './cdn/configs/configs.js';
import { isFunction } from './cdn/configs/functions.js';
import { readSources } from './cdn/sources.js';
import { ConsoleError, type Fields, flag, number, oneOf, text } from './fields.js';
import { networkActs } from './network.js';
import { createObject, keep } from './oss/objects/objects.js';
import { readProperties } from './oss/objects/properties.js';
import { addVersion, removeObject } from './oss/stored.js';
import type { Policy } from './state/accessKey.js';
import { serviceNow } from './state/clock.js';
import { removeDomain } from './state/settle.js';
import type { SandboxState, StoredBucket, StoredCdnDomain, StoredRecord, StoredZone } from './state/state.js';
import { uncertainties } from './state/uncertain.js';

type Act = (state: SandboxState, fields: Fields) => object | undefined;

/** User actions in the vendor's console, by name. Each takes effect at once. */
const acts: Readonly<Record<string, Act>> = {
  ...networkActs,
  ...certificateActs,
  setPurge: (state, fields) => {
    const cname = bucketOf(state, fields).cnames.get(text(fields, 'domain'));
    if (!cname) throw new ConsoleError('this domain is not bound to the bucket');
    cname.isPurgeCdnCache = flag(fields, 'on');
    return undefined;
  },
  bindCname: (state, fields) => {
    const domain = text(fields, 'domain');
    const lastModified = new Date(serviceNow(state));
    bucketOf(state, fields).cnames.set(domain, { domain, lastModified, enabled: true, isPurgeCdnCache: false });
    return undefined;
  },
  unbindCname: (state, fields) => removed(bucketOf(state, fields).cnames.delete(text(fields, 'domain'))),
  setBucketAcl: (state, fields) => {
    const bucket = bucketOf(state, fields);
    if (fields.acl !== undefined) bucket.acl = oneOf(fields, 'acl', ['private', 'public-read', 'public-read-write']);
    if (fields.blockPublicAccess !== undefined) bucket.blockPublicAccess = flag(fields, 'blockPublicAccess');
    return undefined;
  },
  setBucketVersioning: (state, fields) => {
    bucketOf(state, fields).versioning = oneOf(fields, 'status', ['Enabled', 'Suspended']);
    return undefined;
  },
  setRetention: (state, fields) => {
    bucketOf(state, fields).isRetained = flag(fields, 'on');
    return undefined;
  },
  putObject: (state, fields) => {
    const bucket = bucketOf(state, fields);
    const type = fields.type === undefined ? {} : { 'content-type': text(fields, 'type') };
    const body = Buffer.from(text(fields, 'text'));
    const headers = { ...type, ...(fields.headers as Record<string, string> | undefined) };
    const object = createObject(text(fields, 'key'), body, keep({ headers }), new Date(serviceNow(state)));
    const isAppendable = fields.appendable !== undefined && flag(fields, 'appendable');
    addVersion(bucket, { ...object, ...readProperties({ headers }), ...(isAppendable && { isAppendable }) });
    state.events.emit('objectChanged', { bucket: bucket.name, key: object.key });
    return { etag: object.etag };
  },
  deleteObject: (state, fields) => {
    const [bucket, key] = [bucketOf(state, fields), text(fields, 'key')];
    const gone = removed(bucket.objects.has(key));
    removeObject(state, bucket, key);
    state.events.emit('objectChanged', { bucket: bucket.name, key });
    return gone;
  },
  addRecord: (state, fields) => {
    const id = String(900_000_000_000 + state.nextId++);
    const { rr, type, value } = { rr: text(fields, 'rr'), type: text(fields, 'type'), value: text(fields, 'value') };
    const ttl = fields.ttl === undefined ? 600 : number(fields, 'ttl');
    const line = fields.line === undefined ? 'default' : text(fields, 'line');
    const record = { id, rr, type, value, ttl, line, enabled: true, locked: false, changedAt: Date.now() };
    zoneOf(state, fields).records.set(id, record);
    return { id };
  },
  updateRecord: (state, fields) => {
    const record = recordOf(state, fields);
    for (const name of ['rr', 'type', 'value', 'line'] as const) {
      if (fields[name] !== undefined) record[name] = text(fields, name);
    }
    if (fields.ttl !== undefined) record.ttl = number(fields, 'ttl');
    if (fields.locked !== undefined) record.locked = flag(fields, 'locked');
    record.changedAt = Date.now();
    return { id: record.id };
  },
  deleteRecord: (state, fields) => removed(zoneOf(state, fields).records.delete(recordOf(state, fields).id)),
  setRecordState: (state, fields) => {
    recordOf(state, fields).enabled = flag(fields, 'enabled');
    return undefined;
  },
  setDomainStatus: (state, fields) => {
    const domain = domainOf(state, fields);
    domain.status = text(fields, 'status');
    domain.schedule = [];
    if (domain.status === 'online') domain.cname = domain.futureCname;
    if (fields.description !== undefined) domain.description = text(fields, 'description');
    return undefined;
  },
  setHttps: (state, fields) => {
    const domain = domainOf(state, fields);
    domain.httpsOn = flag(fields, 'on');
    if (!domain.httpsOn) delete domain.certificate;
    return undefined;
  },
  deleteDomain: (state, fields) => {
    removeDomain(state, domainOf(state, fields));
    return undefined;
  },
  setFunction: (state, fields) => {
    const name = text(fields, 'functionName');
    if (!isFunction(name)) throw new ConsoleError('no such function');
    setByHand(state, domainOf(state, fields), name, fields.args as Record<string, string> | undefined);
    return undefined;
  },
  setStaging: (state, fields) => {
    const domain = domainOf(state, fields);
    domain.staging = [];
    if (fields.functionName === undefined) return undefined;
    const functionName = text(fields, 'functionName');
    const args = fields.args as Record<string, string>;
    domain.staging = [{ id: String(state.nextId++), functionName, args, readyAt: 0, failed: false }];
    return undefined;
  },
  setSources: (state, fields) => {
    const domain = domainOf(state, fields);
    const sources = readSources(JSON.stringify(fields.sources), state);
    followSources(state, domain, sources);
    domain.sources = sources;
    return undefined;
  },
  setCnameCertificate: (state, fields) => {
    const cname = found(bucketOf(state, fields).cnames.get(text(fields, 'domain')), 'bound domain');
    cname.hasCertificate = flag(fields, 'on');
    return undefined;
  },
  setWebsite: (state, fields) => {
    const bucket = bucketOf(state, fields);
    if (fields.index === undefined) delete bucket.website;
    else bucket.website = { index: text(fields, 'index') };
    return undefined;
  },
  putOrigin: (state, fields) => {
    const page = { type: 'text/plain', text: text(fields, 'text') };
    const pages = new Map([[fields.path === undefined ? '/' : text(fields, 'path'), page]]);
    const port = fields.port === undefined ? 80 : number(fields, 'port');
    const up = fields.up === undefined || flag(fields, 'up');
    const isAlibaba = fields.isAlibaba === true;
    const hosts = fields.servedHost === undefined ? {} : { hosts: [text(fields, 'servedHost')] };
    state.origins?.set(text(fields, 'host'), { ports: [port], up, pages, isAlibaba, ...hosts });
    return undefined;
  },
  setAccount: (state, fields) => {
    const given = (['cdnRole', 'realName', 'funded'] as const).filter((name) => fields[name] !== undefined);
    state.account = { ...state.account, ...Object.fromEntries(given.map((name) => [name, flag(fields, name)])) };
    return undefined;
  },
  setZoneBarred: (state, fields) => {
    const zone = zoneOf(state, fields);
    if (fields.by === undefined) delete zone.barred;
    else zone.barred = oneOf(fields, 'by', ['forbidden', 'blackHole', 'dnsChange']);
    return undefined;
  },
  setVisitor: (state, fields) => {
    state.visitor = { address: text(fields, 'address'), country: text(fields, 'country') };
    return undefined;
  },
  clearEdge: (state) => {
    state.edgeCache.clear();
    return undefined;
  },
  setService: (state, fields) => {
    state.cdnService = oneOf(fields, 'service', ['open', 'notOpen', 'locked']);
    return undefined;
  },
  setQuota: (state, fields) => {
    for (const name of ['urls', 'dirs', 'regex', 'preload', 'domains'] as const) {
      if (fields[name] !== undefined) state.quota[name] = number(fields, name);
    }
    return undefined;
  },
  setUsed: (state, fields) => {
    for (const name of ['urls', 'dirs', 'regex', 'preload'] as const) {
      if (fields[name] !== undefined) state.used[name] = number(fields, name);
    }
    return undefined;
  },
  setDenied: (state, fields) => {
    const key = found(
      state.accessKeys.find(({ id }) => id === fields.id),
      'AccessKey',
    );
    const permission = text(fields, 'permission');
    const others = key.denied.filter((action) => action !== permission);
    key.denied = flag(fields, 'denied') ? [...others, permission] : others;
    return undefined;
  },
  setPolicy: (state, fields) => {
    const key = found(
      state.accessKeys.find(({ id }) => id === fields.id),
      'AccessKey',
    );
    if (fields.policy === undefined) delete key.policy;
    else key.policy = JSON.parse(text(fields, 'policy')) as Policy;
    return undefined;
  },
  setTakenName: (state, fields) => {
    const domain = text(fields, 'domain');
    if (fields.status === undefined) state.takenNames.delete(domain);
    else state.takenNames.set(domain, text(fields, 'status'));
    return undefined;
  },
  setResourcePlan: (state, fields) => {
    domainOf(state, fields).ofResourcePlan = flag(fields, 'on');
    return undefined;
  },
  setIcp: (state, fields) => {
    if (flag(fields, 'filed')) state.icpFiled.add(text(fields, 'domain'));
    else state.icpFiled.delete(text(fields, 'domain'));
    return undefined;
  },
  setUncertain: (state, fields) => {
    const name = text(fields, 'name');
    if (!(name in uncertainties))
      throw new ConsoleError(`no such switch; there are ${Object.keys(uncertainties).join(', ')}`);
    state.uncertain[name] = fields.value as string | boolean | number;
    return undefined;
  },
};

/** Executes one action by hand, `{ action, ...fields }`. Throws `ConsoleError` for an invalid one. */
export function actByHand(state: SandboxState, request: Fields): object {
  const name = text(request, 'action');
  const act = Object.hasOwn(acts, name) ? acts[name] : undefined;
  if (!act) throw new ConsoleError(`no such action; there are ${Object.keys(acts).join(', ')}`);
  const result = act(state, request);
  state.events.emit('change');
  return { ok: true, ...result };
}

function bucketOf(state: SandboxState, fields: Fields): StoredBucket {
  return found(state.buckets.get(text(fields, 'bucket')), 'bucket');
}

function zoneOf(state: SandboxState, fields: Fields): StoredZone {
  return found(state.zones.get(text(fields, 'zone')), 'zone');
}

function domainOf(state: SandboxState, fields: Fields): StoredCdnDomain {
  return found(state.cdnDomains.get(text(fields, 'domain')), 'domain');
}

/** Finds a record by its id, or by host and type. */
function recordOf(state: SandboxState, fields: Fields): StoredRecord {
  const records = zoneOf(state, fields).records;
  if (fields.id !== undefined) return found(records.get(text(fields, 'id')), 'record');
  const [rr, type] = [text(fields, 'rr'), text(fields, 'type')];
  return found(
    [...records.values()].find((record) => record.rr === rr && record.type === type),
    'record',
  );
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new ConsoleError(`no such ${what}`);
  return value;
}

function removed(was: boolean): undefined {
  if (!was) throw new ConsoleError('it was not there');
  return undefined;
}
