import { authorityName, publicResolvers, viewOf } from './alidns/views.js';
import { ConsoleError, type Fields, list, number, oneOf, text } from './fields.js';
import { toRealMs } from './state/clock.js';
import type { OutsideRecord } from './state/dnsState.js';
import type { SandboxState } from './state/state.js';
import { certificateFlaws } from './state/storedCertificate.js';

type Act = (state: SandboxState, fields: Fields) => undefined;

const servers = [authorityName, ...publicResolvers] as const;
const modes = ['normal', 'silent', 'refused', 'servfail'] as const;

/** Actions on the network between a computer and the cloud, and on servers of others. */
export const networkActs: Readonly<Record<string, Act>> = {
  setNameServer: (state, fields) => {
    const view = viewOf(state, oneOf(fields, 'server', servers));
    const mode = oneOf(fields, 'mode', modes);
    const only = fields.transport === undefined ? undefined : oneOf(fields, 'transport', ['port53', 'https']);
    if (only !== 'https') view.port53 = mode;
    if (only !== 'port53') view.https = mode;
    if (fields.latencyMs !== undefined) view.latencyMs = number(fields, 'latencyMs');
    return undefined;
  },
  setRemembered: (state, fields) => {
    const { remembered } = viewOf(state, oneOf(fields, 'server', publicResolvers));
    const name = text(fields, 'name').toLowerCase();
    if (fields.records === undefined) {
      remembered.delete(name);
      return undefined;
    }
    const expiresAt = Date.now() + toRealMs(state, number(fields, 'ttl') * 1000);
    remembered.set(name, { records: readRecords(fields), expiresAt });
    return undefined;
  },
  setResolverCache: (state, fields) => {
    const view = viewOf(state, oneOf(fields, 'server', publicResolvers));
    if (fields.on !== true) delete view.cache;
    else view.cache ??= new Map();
    return undefined;
  },
  setRegistrar: (state, fields) => {
    const zone = state.zones.get(text(fields, 'zone'));
    if (!zone) throw new ConsoleError('no such zone');
    const servers = list(fields, 'nameServers', (each) => text(each, 'item'));
    zone.nameServers.splice(0, zone.nameServers.length, ...servers);
    return undefined;
  },
  putOutside: (state, fields) => {
    const [name, records] = [text(fields, 'name').toLowerCase(), readRecords(fields)];
    if (records.length > 0) state.outside.set(name, records);
    else state.outside.delete(name);
    return undefined;
  },
  putSite: (state, fields) => {
    const pages = list(fields, 'pages', (page) => {
      const type = page.type === undefined ? 'text/html; charset=utf-8' : text(page, 'type');
      return [text(page, 'path'), { type, text: text(page, 'text') }] as const;
    });
    const isSecure = fields.https === true;
    for (const address of list(fields, 'addresses', (each) => text(each, 'item'))) {
      state.origins?.set(address.toLowerCase(), {
        ports: isSecure ? [80, 443] : [80],
        hosts: [text(fields, 'name').toLowerCase()],
        visitors: isSecure ? 'https' : 'http',
        up: true,
        pages: new Map(pages),
      });
    }
    return undefined;
  },
  setEdgeCertificate: (state, fields) => {
    const domain = state.cdnDomains.get(text(fields, 'domain'));
    if (!domain) throw new ConsoleError('no such domain');
    if (fields.flaw === undefined) delete domain.certificateFlaw;
    else domain.certificateFlaw = oneOf(fields, 'flaw', certificateFlaws);
    return undefined;
  },
  setProxy: (state, fields) => {
    const services = (name: string) => new Set(list(fields, name, (each) => text(each, 'item')));
    if (fields.refuses !== undefined) state.proxyRefuses = services('refuses');
    if (fields.intercepts !== undefined) state.proxyIntercepts = services('intercepts');
    if (fields.status !== undefined) state.proxyStatus = number(fields, 'status');
    if (fields.tunnels80 !== undefined) state.proxyTunnels80 = fields.tunnels80 === true;
    return undefined;
  },
};

function readRecords(fields: Fields): readonly OutsideRecord[] {
  return list(fields, 'records', (record) => ({
    type: text(record, 'type'),
    value: text(record, 'value'),
    ttl: record.ttl === undefined ? 600 : number(record, 'ttl'),
  }));
}
