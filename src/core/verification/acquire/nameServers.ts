import { isInformative, ownRecords } from '../../dns/answers.js';
import { sameHost } from '../../dns/hostNames.js';
import { throwIfAborted } from '../../errors.js';
import type { DnsAnswer } from '../../ports/probe.js';
import { isPublicAddress } from '../../publicAddress.js';
import type { Delegation } from '../facts.js';
import { askOnce, askServer, type DnsAsker } from './askServer.js';

const mostServers = 4;

/** The answers of the zone's own servers about a name. `wildcard` is set if they answer the same about a sibling that does not exist. */
interface Authority {
  readonly authoritative: readonly DnsAnswer[];
  readonly wildcard?: string;
  /** The TTL of negative answers, in seconds. */
  readonly negativeTtl?: number;
}

/** Which servers to query: those `given`, otherwise the `nameServers`. If `zone` is absent, the name itself is not taken for the zone. */
interface AuthorityQuery {
  readonly resolvers: readonly string[];
  readonly given: readonly string[];
  readonly zone?: string;
  readonly nameServers: readonly string[];
}

/** A zone and its name servers as one resolver sees them. `until` is when its cached answer expires, in ms since the epoch. */
export interface ZoneView extends Pick<Delegation, 'zone' | 'nameServers'> {
  readonly until: number;
}

/**
 * Finds which of these names (longest first) is the zone, and its name servers, as one resolver sees them; resolves to `undefined` if none is known to be.
 * After a change at the registrar resolvers differ for days. A name that nothing is known about may be the zone, so its parents are not used then.
 */
export async function findZone(
  asker: DnsAsker,
  server: string,
  candidates: readonly string[],
  signal: AbortSignal,
): Promise<ZoneView | undefined> {
  const answers = await Promise.all(
    candidates.map((zone) => askOnce(asker, server, { name: zone, type: 'NS' }, signal)),
  );
  for (const [index, answer] of answers.entries()) {
    const zone = candidates[index] ?? '';
    const found = answer.records.filter((record) => record.type === 'NS' && sameHost(record.name, zone));
    if (found.length > 0) {
      const nameServers = [...new Set(found.map(({ data }) => data))].sort();
      return { zone, nameServers, until: answer.at + Math.max(...found.map(({ ttl }) => ttl)) * 1000 };
    }
    if (!isInformative(answer)) return undefined;
  }
  return undefined;
}

/** Queries the servers of a zone about a name: those given, otherwise those with these names. */
export async function askAuthority(
  asker: DnsAsker,
  { resolvers, given, zone, nameServers }: AuthorityQuery,
  name: string,
  signal: AbortSignal,
): Promise<Authority> {
  const servers =
    given.length > 0
      ? given.map((address) => ({ host: address, address }))
      : await addressesOf(asker, resolvers, nameServers, signal);
  // This host does not exist, so only a wildcard can answer for it.
  const parent = zone === undefined || name.length > zone.length ? name.slice(name.indexOf('.') + 1) : name;
  const sibling = `oss-cdn-${asker.clock.now().toString(36)}.${parent}`;
  const pairs = await Promise.all(
    servers.map(async ({ host, address }) => {
      const [own, other] = await Promise.all([
        askServer(asker, address, name, signal),
        askServer(asker, address, sibling, signal),
      ]);
      return { own: { ...own, server: host }, other };
    }),
  );
  const negativeTtl = pairs.flatMap(({ own, other }) => own.negativeTtl ?? other.negativeTtl ?? [])[0];
  const isWild =
    parent !== name &&
    pairs.some(({ own }) => isInformative(own)) &&
    pairs.every((pair) => isSame(pair, name, sibling));
  return {
    authoritative: pairs.map(({ own }) => own),
    ...(isWild && { wildcard: `*.${parent}` }),
    ...(negativeTtl !== undefined && { negativeTtl }),
  };
}

/** Returns whether all answering servers return the same records with the same full TTL for both names. If they do not, the records may be the name's own. */
function isSame({ own, other }: Record<'own' | 'other', DnsAnswer>, name: string, sibling: string): boolean {
  if (!isInformative(own) && !isInformative(other)) return true;
  const left = textOf(own, name);
  return left !== '' && left === textOf(other, sibling);
}

function textOf(answer: DnsAnswer, name: string): string {
  const texts = ownRecords(answer, name).map(({ type, ttl, data }) => `${type} ${ttl} ${data.toLowerCase()}`);
  return texts.sort().join('\n');
}

async function addressesOf(
  asker: DnsAsker,
  resolvers: readonly string[],
  hosts: readonly string[],
  signal: AbortSignal,
): Promise<readonly { readonly host: string; readonly address: string }[]> {
  const found = await Promise.all(
    hosts.slice(0, mostServers).map(async (host) => {
      const asked = resolvers.map(async (server) => {
        const { records } = await askOnce(asker, server, { name: host, type: 'A' }, signal);
        // The address of a name server may point into the user's own network.
        return records.find(({ type, data }) => type === 'A' && isPublicAddress(data))?.data;
      });
      const address = await firstFound(asked, signal);
      return address === undefined ? [] : [{ host, address }];
    }),
  );
  return found.flat();
}

/** Resolves to the first result that is defined; to `undefined` if there is none. */
export async function firstFound<T>(
  asked: readonly Promise<T | undefined>[],
  signal: AbortSignal,
): Promise<T | undefined> {
  const finds = asked.map(async (each) => {
    const found = await each;
    if (found === undefined) throw new Error('nothing found');
    return found;
  });
  const found = await Promise.any(finds).catch(() => undefined);
  throwIfAborted(signal);
  return found;
}

/** Lists the names that may be the zone of a name: itself and its parents, longest first, down to names under which anyone may register. */
export function listZoneCandidates(name: string, isPublicSuffix: (name: string) => boolean): readonly string[] {
  const labels = name.toLowerCase().split('.');
  const parents = labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
  return parents.filter((parent) => !isPublicSuffix(parent));
}
