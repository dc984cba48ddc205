import { type DnsContext, queryAll } from '../dns/aliases.js';
import { isInformative } from '../dns/answers.js';
import { locateServed, type ZoneContext } from '../dns/delegation.js';
import { isWildcard } from '../dns/hostNames.js';
import { isHeldByWildcard } from '../dns/wildcardHost.js';
import type { NewRecord } from '../ports/dns.js';
import type { DnsAnswerRecord } from '../ports/probe.js';

/**
 * Obstacles to a certificate of Let's Encrypt for a domain. `alias`: this record redirects the validation. `wildcard`:
 * with the validation record, the wildcard that the domain depends on no longer covers it.
 */
export type AcmeObstacle =
  | CaaObstacle
  | { readonly kind: 'wildcard' }
  | ({ readonly kind: 'alias'; readonly host: string } & Pick<NewRecord, 'type' | 'value'>);

/** The names of a certificate for a domain in the CDN API's spelling. A wildcard also covers the name above it. */
export function acmeNames(domain: string): readonly string[] {
  return isWildcard(domain) ? [`*${domain}`, domain.slice(1)] : [domain];
}

/** The validation record's name for a domain in the CDN API's spelling (RFC 8555, 8.4). */
export function challengeHost(domain: string): string {
  return `_acme-challenge.${domain.replace(/^\./, '')}`;
}

/** Returns whether a validation record in this account's Alibaba Cloud DNS takes effect. */
export async function isAcmeOffered(context: ZoneContext, domain: string): Promise<boolean> {
  return (await locateServed(context, challengeHost(domain))) !== undefined;
}

/** Finds obstacles to a certificate before anything is written. */
export async function findAcmeObstacle(context: ZoneContext, domain: string): Promise<AcmeObstacle | undefined> {
  const [alias, isHeld, ...barred] = await Promise.all([
    findAlias(context, domain),
    isHeldByWildcard(context, challengeHost(domain)),
    ...acmeNames(domain).map((name) => findCaaObstacle(context, name)),
  ]);
  return alias ?? barred.find((each) => each !== undefined) ?? (isHeld ? { kind: 'wildcard' } : undefined);
}

/** Uses the records of the account: name servers also show wildcards, which the validation record overrides. */
async function findAlias(context: ZoneContext, domain: string): Promise<AcmeObstacle | undefined> {
  const host = challengeHost(domain);
  const place = await locateServed(context, host);
  const records = place ? await context.cloud.dns.listRecords(place.zone, place.rr, context.signal) : [];
  const found = records.find(({ type, enabled }) => enabled && (type === 'CNAME' || type === 'NS'));
  return found && { kind: 'alias', host, type: found.type, value: found.value };
}

/** The issuer domain name of Let's Encrypt in CAA records. Source: Let's Encrypt, "Certificate Authority Authorization". */
const issuerName = 'letsencrypt.org';

/** CAA records that forbid Let's Encrypt: their name, and the value that would permit it. */
interface CaaObstacle {
  readonly kind: 'caa';
  readonly name: string;
  readonly wanted: string;
}

/** Properties without restrictions here. An unknown critical property forbids issuing (RFC 8659, 4.1). */
const knownTags = ['issue', 'issuewild', 'iodef', 'contactemail', 'contactphone', 'issuemail', 'issuevmc'];

interface Property {
  readonly critical: boolean;
  readonly tag: string;
  readonly value: string;
}

/** Finds the CAA records that forbid Let's Encrypt to issue a certificate with this name, a wildcard as `*.example.com`. */
export async function findCaaObstacle(dns: DnsContext, name: string): Promise<CaaObstacle | undefined> {
  const isWild = name.startsWith('*.');
  const labels = name.replace(/^\*\./, '').split('.');
  const names = labels.map((_, at) => labels.slice(at).join('.'));
  const found = await Promise.all(names.map((each) => readCaa(dns, each)));
  // Only those nearest to the name count (RFC 8659, 3).
  const at = found.findIndex((properties) => properties.length > 0);
  const properties = found[at] ?? [];
  const hasWild = properties.some(({ tag }) => tag === 'issuewild');
  const tag = isWild && hasWild ? 'issuewild' : 'issue';
  const wanted = `0 ${tag} "${issuerName}"`;
  return mayIssue(properties, tag) ? undefined : { kind: 'caa', name: names[at] ?? name, wanted };
}

/** The properties of a name, also behind its CNAME, from the first server that has any. */
async function readCaa(dns: DnsContext, name: string): Promise<readonly Property[]> {
  const answers = await queryAll(dns, name, 'CAA');
  const found = answers.filter(isInformative).map(({ records }) => records.flatMap(toProperty));
  return found.find((properties) => properties.length > 0) ?? [];
}

function toProperty({ type, data }: DnsAnswerRecord): readonly Property[] {
  const [, flags, tag = '', value = ''] = /^(\d+) (\S+) "(.*)"$/s.exec(data) ?? [];
  return type === 'CAA' && flags !== undefined
    ? [{ critical: (Number(flags) & 128) !== 0, tag: tag.toLowerCase(), value }]
    : [];
}

function mayIssue(properties: readonly Property[], tag: string): boolean {
  if (properties.some((each) => each.critical && !knownTags.includes(each.tag))) return false;
  const relevant = properties.filter((each) => each.tag === tag);
  return relevant.length === 0 || relevant.some(({ value }) => isForUs(value));
}

/** An issuer may be limited to an account, which is never ours, or to validation methods (RFC 8657). */
function isForUs(value: string): boolean {
  const [issuer = '', ...parameters] = value.split(';').map((part) => part.trim().toLowerCase());
  const find = (name: string) => parameters.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
  const methods = find('validationmethods')?.split(',');
  return issuer === issuerName && find('accounturi') === undefined && (methods?.includes('dns-01') ?? true);
}
