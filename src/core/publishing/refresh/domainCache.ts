import { isWildcard } from '../../dns/hostNames.js';
import { AppError } from '../../errors.js';
import { publicBucketHost } from '../../origin.js';
import type { CdnDomain, CdnPort, DomainStatus } from '../../ports/cdn.js';
import type { BucketRef } from '../../ports/oss.js';
import type { Publication } from '../publication.js';

const maxAgeMs = 10 * 60_000;

/**
 * The domains to refresh, except those that have never served a visitor. `error` is the problem of the first domain that cannot be refreshed, because CDN
 * does not know it or it is not online.
 */
export interface FoundDomains {
  readonly domains: readonly CdnDomain[];
  readonly error?: AppError;
}

/** The statuses at which CDN serves a domain. A domain that is being configured still serves. */
const serving: readonly string[] = ['online', 'configuring'] satisfies DomainStatus[];
/** The statuses at which no edge can have a copy, because the domain is still in its first review or failed it. */
const neverServed: readonly string[] = ['checking', 'check_failed'] satisfies DomainStatus[];
/** The statuses that do not change unless the user does something. */
const settled: readonly string[] = ['online', 'offline', 'configure_failed', 'check_failed'] satisfies DomainStatus[];

/** Lists the domains for a mapping without `domains`: the account's online domains that have this bucket as origin, except wildcards. */
export async function listOwnDomains(cdn: CdnPort, bucket: BucketRef, signal: AbortSignal): Promise<readonly string[]> {
  const found = await listOwn(cdn, bucket, signal);
  return found.filter(({ status }) => status === 'online').map(({ name }) => name);
}

/** Lists the names under which CDN may have copies of the bucket's objects. Wildcard domains are listed separately, since CDN cannot refresh them. */
export async function listServingNames(
  cdn: CdnPort,
  bucket: BucketRef,
  signal: AbortSignal,
): Promise<{ readonly exact: readonly string[]; readonly wildcards: readonly string[] }> {
  const found = (await cdn.listDomainsBySource(publicBucketHost(bucket), signal)).filter(isServing);
  const names = (wanted: boolean) => found.filter(({ name }) => isWildcard(name) === wanted).map(({ name }) => name);
  return { exact: names(false), wildcards: names(true) };
}

async function listOwn(cdn: CdnPort, bucket: BucketRef, signal: AbortSignal) {
  const found = await cdn.listDomainsBySource(publicBucketHost(bucket), signal);
  return found.filter(({ name }) => !isWildcard(name));
}

/** Remembers CDN domains for up to 10 minutes. */
export class DomainCache {
  private readonly answers = new Map<string, { readonly at: number; readonly value: unknown }>();

  /** `isOnItsWay` returns whether the edge has no copies of a domain with this status, because an onboarding of this computer is adding it to CDN. */
  constructor(
    private readonly now: () => number,
    private readonly isOnItsWay: (name: string, status: DomainStatus | undefined) => Promise<boolean> = async () =>
      false,
  ) {}

  /**
   * Finds the domains to refresh for a publication, or for its bucket if it names none. Throws `domainNotFound` or `domainOffline` if none can be refreshed.
   * A domain that has never served (under review, about to be added, or added by an onboarding that has not requested anything at the edge) has no copies, so
   * it is omitted. If nothing but a refresh is wanted, it is refreshed, or an error if CDN does not serve it.
   */
  async find(
    cdn: CdnPort,
    { bucket, domains: named, act }: Pick<Publication, 'bucket' | 'domains' | 'act'>,
    signal: AbortSignal,
  ): Promise<FoundDomains> {
    const names = named.length > 0 ? named : await this.listServing(cdn, bucket, signal);
    const domains: CdnDomain[] = [];
    let error = names.length === 0 ? new AppError('domainNotFound', { subject: publicBucketHost(bucket) }) : undefined;
    for (const name of names) {
      const domain = await this.readCached(nameId(name), () => readServing(cdn, name, signal), isServing);
      const isUnserved = act !== 'refresh' && (await this.hasNeverServed(cdn, name, domain, signal));
      if (isUnserved) continue;
      if (domain && isServing(domain)) domains.push(domain);
      else error ??= new AppError(domain ? 'domainOffline' : 'domainNotFound', { subject: name });
    }
    if (error && domains.length === 0) throw error;
    return { domains, ...(error && { error }) };
  }

  /**
   * Returns whether no edge can have a copy under this name. `domain` is `undefined` if CDN does not have it. A wildcard domain serves the name until its
   * own domain is online.
   */
  private async hasNeverServed(cdn: CdnPort, name: string, domain: CdnDomain | undefined, signal: AbortSignal) {
    if (!domain) return this.isOnItsWay(name, undefined);
    if (!neverServed.includes(domain.status) && !(await this.isOnItsWay(name, domain.status))) return false;
    const ask = async () => ({ wildcard: await readWildcard(cdn, name, signal) });
    const { wildcard } = await this.readCached(`wildcard ${name}`, ask, () => true);
    return !wildcard || neverServed.includes(wildcard.status);
  }

  /** Forgets a domain because newer information contradicts it. */
  forget(name: string): void {
    this.answers.delete(nameId(name));
  }

  /** Lists the names of the bucket's domains that serve. Includes domains that are being configured, which would keep old copies otherwise. */
  private async listServing(cdn: CdnPort, bucket: BucketRef, signal: AbortSignal): Promise<readonly string[]> {
    const ask = () => listOwn(cdn, bucket, signal);
    const own = await this.readCached(`bucket ${publicBucketHost(bucket)}`, ask, isSettled);
    return own.filter(isServing).map(({ name }) => name);
  }

  /** Returns a cached answer, or asks CDN. Only good answers are cached, since a missing domain may be added at any moment. */
  private async readCached<T>(
    id: string,
    ask: () => Promise<T>,
    isGood: (value: NonNullable<T>) => boolean,
  ): Promise<T> {
    const answer = this.answers.get(id);
    if (answer && this.now() - answer.at < maxAgeMs) return answer.value as T;
    const at = this.now();
    const value = await ask();
    if (value !== undefined && value !== null && isGood(value)) this.answers.set(id, { at, value });
    return value;
  }
}

function nameId(name: string): string {
  return `name ${name}`;
}

/** Returns whether at least one domain serves and the status of every domain is final. */
function isSettled(own: readonly { readonly status: string }[]): boolean {
  return own.some(isServing) && own.every(({ status }) => settled.includes(status));
}

/** Returns whether CDN serves a domain with this status, which includes a domain that is being configured. */
export function isServing({ status }: { readonly status: string }): boolean {
  return serving.includes(status);
}

/** Reads the CDN domain with this name, or the wildcard domain that serves it. The result always has the requested name. `undefined` if there is neither. */
export async function readServing(
  cdn: Pick<CdnPort, 'readDomain'>,
  name: string,
  signal: AbortSignal,
): Promise<CdnDomain | undefined> {
  const exact = await cdn.readDomain(name, signal);
  if (exact) return exact;
  const wildcard = await readWildcard(cdn, name, signal);
  return wildcard && { ...wildcard, name };
}

/** Reads the wildcard domain directly above a name. `undefined` if there is none. */
async function readWildcard(
  cdn: Pick<CdnPort, 'readDomain'>,
  name: string,
  signal: AbortSignal,
): Promise<CdnDomain | undefined> {
  const parent = name.slice(name.indexOf('.'));
  return parent.slice(1).includes('.') ? cdn.readDomain(parent, signal) : undefined;
}
