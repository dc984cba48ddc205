import type { FactPart, Verdict } from '../facts.js';
import type { Look } from './diagnose.js';

type Part = FactPart | 'all';
const account: readonly Part[] = ['cdnDomain', 'alidns'];
/** Resolvers only remember: what they say is compared with the zone's own servers first. */
const source: readonly Part[] = [...account, 'authoritative'];
/** A record in a zone that is delegated elsewhere is not to blame. */
const zone: readonly Part[] = [...source, 'delegation'];

/** The parts without which a verdict may be another one. */
const waitsFor: Readonly<Record<Verdict['kind'], readonly Part[]>> = {
  stopped: account,
  notOnline: account,
  conflicting: account,
  working: source,
  cdnLags: source,
  propagating: source,
  negativeCached: source,
  certificate: source,
  downloads: source,
  httpOnly: source,
  expiring: source,
  edgeRefuses: source,
  originRefuses: source,
  missing: zone,
  paused: zone,
  wrongTarget: zone,
  addressInTheWay: zone,
  zoneElsewhere: zone,
  notOnCdn: ['all'],
  cannotTell: ['all'],
};

/** Says whether what is still being asked can no longer turn the verdict round, so that it may be shown. */
export function isConclusive({ facts: { pending = [] }, diagnosis }: Look): boolean {
  const needed = waitsFor[diagnosis.verdict.kind];
  return pending.length === 0 || !needed.some((part) => part === 'all' || pending.includes(part));
}
