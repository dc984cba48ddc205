import { choice, make, row, section, table } from './elements.js';
import { text } from './texts.js';

const services = ['oss', 'cdn', 'alidns', 'cas', 'sts', 'doh', 'edge'];
/** More than a session ever needs. */
const always = 1_000_000;
const slowMs = 3_000;
const permissions = [
  'ListBuckets',
  'PutObject',
  'PutCname',
  'DescribeUserDomains',
  'AddCdnDomain',
  'RefreshObjectCaches',
  'DescribeDomains',
  'AddDomainRecord',
];

/** The choices of select elements by name, since the elements are recreated. */
const chosen = new Map();

/** The bindings of domains to buckets, with the switch. */
export function bindings({ buckets }, { byHand }) {
  const bound = Object.values(buckets).flatMap(({ name, cnames }) =>
    cnames.map((cname) => ({ ...cname, bucket: name })),
  );
  const rows = bound.map(({ domain, bucket, isPurgeCdnCache: on }) => {
    const flip = () => byHand('setPurge', { bucket, domain, on: !on });
    const label = `${text('autoUpdate')}: ${domain}`;
    const attributes = { role: 'switch', 'aria-checked': String(on), 'aria-label': label, onclick: flip };
    return row([domain, bucket, make('button', attributes, text(on ? 'on' : 'off'))]);
  });
  return section('bindings', table(['domain', 'bucket', 'autoUpdate'], rows));
}

/** The CDN domains. */
export function domains({ cdnDomains }) {
  const rows = Object.values(cdnDomains).map(({ name, status, cname, sources }) =>
    row([name, status, cname || '-', sources.map(({ content, port }) => `${content}:${port}`).join(', ')]),
  );
  return section('domains', table(['domain', 'status', 'cname', 'origin'], rows));
}

/** The records of every zone. */
export function records({ zones }) {
  const all = Object.values(zones).flatMap(({ name, records }) => records.map((record) => ({ ...record, zone: name })));
  const rows = all.map(({ rr, zone, type, value, enabled }) =>
    row([rr === '@' ? zone : `${rr}.${zone}`, type, value, text(enabled ? 'enabled' : 'paused')]),
  );
  return section('records', table(['host', 'type', 'value', 'status'], rows));
}

/** The buttons for faults. */
export function trouble(state, act) {
  return section(
    'trouble',
    slowLine(state, act),
    refusals(state, act),
    usedUp(state, act),
    rights(state, act),
    colleague(state, act),
  );
}

function toggle(name, on, onclick) {
  return make('div', { class: 'trouble' }, make('button', { 'aria-pressed': String(on), onclick }, text(name)));
}

function slowLine({ faults }, { fault, removeFaults }) {
  const slow = faults.filter(({ action, kind }) => action === '*' && kind === 'latency');
  const flip = () =>
    slow.length > 0 ? removeFaults(slow) : fault({ action: '*', kind: 'latency', ms: slowMs, count: always });
  return toggle('slowLine', slow.length > 0, flip);
}

function refusals({ proxyRefuses }, { byHand }) {
  const on = proxyRefuses.length > 0;
  return toggle('proxyRefuses', on, () => byHand('setProxy', { refuses: on ? [] : services }));
}

function usedUp({ used, quota }, { byHand }) {
  const on = ['urls', 'dirs', 'regex', 'preload'].every((name) => used[name] >= quota[name]);
  return toggle('quotaUsedUp', on, () => byHand('setUsed', on ? { urls: 0, dirs: 0, regex: 0, preload: 0 } : quota));
}

function rights({ accessKeys }, { byHand }) {
  const keys = choice(
    'key',
    accessKeys.map(({ id }) => id),
    chosen,
  );
  const actions = choice('permission', permissions, chosen);
  const set = (denied) => () =>
    byHand('setDenied', {
      id: chosen.get('key') ?? accessKeys[0].id,
      permission: chosen.get('permission') ?? permissions[0],
      denied,
    });
  const buttons = [
    make('button', { onclick: set(true) }, text('takeAway')),
    make('button', { onclick: set(false) }, text('giveBack')),
  ];
  const lacking = accessKeys.flatMap(({ id, denied }) => (denied.length > 0 ? [`${id}: ${denied.join(', ')}`] : []));
  return make(
    'div',
    {},
    make('div', { class: 'trouble' }, keys, actions, ...buttons),
    ...lacking.map((line) => make('p', {}, line)),
  );
}

function colleague({ buckets }, { byHand }) {
  const objects = Object.values(buckets).flatMap(({ name, objects }) =>
    Object.keys(objects).map((key) => `${name}/${key}`),
  );
  const change = () => {
    const [bucket, ...key] = (chosen.get('object') ?? objects[0]).split('/');
    return byHand('putObject', {
      bucket,
      key: key.join('/'),
      text: `Changed by a colleague at ${new Date().toISOString()}\n`,
    });
  };
  return make(
    'div',
    { class: 'trouble' },
    choice('object', objects, chosen),
    make('button', { onclick: change }, text('change')),
  );
}

/** The received calls. */
export function log(calls) {
  const rows = calls.map(({ at, service, action, host, params, status, code }) => {
    const subject =
      params.key === undefined ? Object.values(params).find((value) => value.includes('.')) : `${host}/${params.key}`;
    const answer = status === 0 ? text('noAnswer') : [status, code].filter(Boolean).join(' ');
    const cells = [new Date(at).toLocaleTimeString(), service, action, subject ?? host, answer];
    return row(cells, status === 0 || status >= 400 ? { class: 'failed' } : {});
  });
  const drawn = section('log', table(['time', 'service', 'action', 'subject', 'answer'], rows));
  drawn.classList.add('log');
  return drawn;
}
