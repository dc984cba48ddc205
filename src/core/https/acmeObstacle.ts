import { locateServed, type ZoneContext } from '../dns/delegation.js';
import { isWildcard } from '../dns/hostNames.js';
import { isHeldByWildcard } from '../dns/wildcardHost.js';
import type { NewRecord } from '../ports/dns.js';
import { type CaaObstacle, findCaaObstacle } from './caa.js';

/**
 * What keeps Let's Encrypt from validating a domain or from issuing for it. `alias`: the validation follows this record elsewhere.
 * `wildcard`: the record that validates would take the domain from the wildcard by which alone it is reached.
 */
export type AcmeObstacle =
  | CaaObstacle
  | { readonly kind: 'wildcard' }
  | ({ readonly kind: 'alias'; readonly host: string } & Pick<NewRecord, 'type' | 'value'>);

/** The names of a certificate for a domain as the CDN API writes it: a wildcard covers the name above it too. */
export function acmeNames(domain: string): readonly string[] {
  return isWildcard(domain) ? [`*${domain}`, domain.slice(1)] : [domain];
}

/** The name of the record that validates a domain as the CDN API writes it (RFC 8555, 8.4). */
export function challengeHost(domain: string): string {
  return `_acme-challenge.${domain.replace(/^\./, '')}`;
}

/** Whether a record that validates the domain takes effect when it is written in Alibaba Cloud DNS of this account. */
export async function isAcmeOffered(context: ZoneContext, domain: string): Promise<boolean> {
  return (await locateServed(context, challengeHost(domain))) !== undefined;
}

/** Finds what would have the request for a certificate fail, before anything is written. */
export async function findAcmeObstacle(context: ZoneContext, domain: string): Promise<AcmeObstacle | undefined> {
  const [alias, isHeld, ...barred] = await Promise.all([
    findAlias(context, domain),
    isHeldByWildcard(context, challengeHost(domain)),
    ...acmeNames(domain).map((name) => findCaaObstacle(context, name)),
  ]);
  return alias ?? barred.find((each) => each !== undefined) ?? (isHeld ? { kind: 'wildcard' } : undefined);
}

/** By the records of the account: name servers also show wildcards, which give way to the record that is written. */
async function findAlias(context: ZoneContext, domain: string): Promise<AcmeObstacle | undefined> {
  const host = challengeHost(domain);
  const place = await locateServed(context, host);
  const records = place ? await context.cloud.dns.listRecords(place.zone, place.rr, context.signal) : [];
  const found = records.find(({ type, enabled }) => enabled && (type === 'CNAME' || type === 'NS'));
  return found && { kind: 'alias', host, type: found.type, value: found.value };
}
