import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createQuery, createResolver } from './cachingResolver.mjs';
import { fetchPage } from './fetchPage.mjs';

// A separate program that shares no code with the extension and knows only the first line of its input. Each printed
// line contains all results so far. It ends with its input.

/** The most unexpected answers that are described. */
const maxTold = 20;
const printMs = 200;
/** The most requests without an answer. More would only queue on a busy computer, until answers come too late. */
const mostOpen = 100;
const schemes = ['https', 'http'];
/** A visitor with IPv4 only, and one who prefers IPv6. */
const lines = [['A'], ['AAAA', 'A']];

/** All combinations of requests, in turn. */
function waysOf({ pages }) {
  return pages.flatMap((page) => schemes.flatMap((scheme) => lines.map((types) => ({ page, scheme, types }))));
}

/** The site of an answer, or `other` if it equals neither. */
function classify({ name }, { page, scheme }, { status, location, body }) {
  const [is3xx, target] = [status >= 300 && status < 400, `https://${name}${page.path}`];
  if (scheme === 'http' && is3xx && location === target) return 'redirect';
  const text = body.toString();
  const isFrom = (site) => site.status === status && site.text === text;
  return isFrom(page.old) ? 'old' : isFrom(page.new) ? 'new' : 'other';
}

/** The first record type with addresses, in a visitor's order. */
async function lookUp(resolve, name, types) {
  for (const type of types) {
    const [address] = await resolve(name, type);
    if (address !== undefined) return { type, address };
  }
  throw new Error(`no address (${types.join(', ')})`);
}

async function visit(config, resolver, way) {
  const signal = AbortSignal.timeout(config.timeoutMs);
  let found;
  try {
    found = await lookUp(resolver.resolve, config.name, way.types);
    const { name } = config;
    const page = await fetchPage(config, { ...found, name, scheme: way.scheme, path: way.page.path }, signal);
    const kind = classify(config, way, page);
    const what = `${page.status} ${page.location ?? ''} ${page.body.toString().slice(0, 80)}`;
    return { ...found, kind, ...(kind === 'other' && { what }) };
  } catch (error) {
    const what = signal.aborted ? `no answer in ${config.timeoutMs} ms` : (error.code ?? error.message);
    return { ...found, kind: 'other', what: String(what) };
  }
}

function createSummary({ pages, resolvers }) {
  const perPath = pages.map(({ path }) => schemes.map((scheme) => [`${scheme} ${path}`, count()]));
  return {
    ...count(),
    asked: 0,
    resolvers,
    oldAfterNew: 0,
    byAddress: {},
    ways: Object.fromEntries(perPath.flat()),
    told: [],
  };
}

function count() {
  return { old: 0, new: 0, redirect: 0, other: 0 };
}

/** Counts an answer, and whether the resolver had already led to the new site for this record type. */
function note(summary, resolver, way, seen) {
  const { kind, type = 'none', address, what } = seen;
  const line = `${way.scheme} ${way.page.path}`;
  const at = Date.now();
  summary[kind]++;
  summary.ways[line][kind]++;
  if (kind === 'other') {
    if (summary.told.length < maxTold) summary.told.push({ at, line, type, address, what });
    return;
  }
  summary.byAddress[type] ??= {};
  if (kind === 'old') summary.byAddress[type].lastOld = at;
  else summary.byAddress[type].firstNew ??= at;
  resolver.last.set(way.types, kind);
  const newSince = resolver.newSince.get(type);
  if (kind !== 'old') resolver.newSince.set(type, newSince ?? at);
  else if (newSince <= seen.startedAt) {
    summary.oldAfterNew++;
    if (summary.told.length < maxTold)
      summary.told.push({ at, line, type, address, what: 'the old site after the new one' });
  }
}

/** The last target of each resolver, for both kinds of visitors. */
function leading(resolvers) {
  const all = resolvers.flatMap(({ last }) => [...last.values()]);
  const ofOld = all.filter((kind) => kind === 'old').length;
  const ofNeither = all.filter((kind) => kind === 'other').length;
  return { old: ofOld, new: all.length - ofOld - ofNeither };
}

async function main() {
  const input = createInterface({ input: process.stdin });
  const [line] = await new Promise((resolve) => input.once('line', (text) => resolve([text])));
  const given = JSON.parse(line);
  const config = { ...given, authorities: given.caPaths.map((file) => readFileSync(file)) };
  const query = createQuery(config.dnsPort);
  const resolvers = Array.from({ length: config.resolvers }, () => {
    return { resolve: createResolver(query, config.speed), newSince: new Map(), last: new Map() };
  });
  const [ways, summary, open] = [waysOf(config), createSummary(config), new Set()];
  const ask = () => {
    if (open.size >= mostOpen) return;
    const way = ways[summary.asked % ways.length];
    const resolver = resolvers[summary.asked++ % resolvers.length];
    const startedAt = Date.now();
    const done = visit(config, resolver, way).then((seen) => note(summary, resolver, way, { ...seen, startedAt }));
    open.add(done);
    void done.finally(() => open.delete(done));
  };
  const print = () => console.log(JSON.stringify({ ...summary, leading: leading(resolvers), open: open.size }));
  const timers = [setInterval(ask, config.everyMs), setInterval(print, printMs)];
  await new Promise((resolve) => input.once('close', resolve));
  for (const timer of timers) clearInterval(timer);
  await Promise.all(open);
  print();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
