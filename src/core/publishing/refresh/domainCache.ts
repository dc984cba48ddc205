import { isWildcard } from '../../dns/hostNames.js';
import { AppError } from '../../errors.js';
import { publicBucketHost } from '../../origin.js';
import type { CdnDomain, CdnPort, DomainStatus } from '../../ports/cdn.js';
import type { BucketRef } from '../../ports/oss.js';
import type { Publication } from '../publication.js';

const maxAgeMs = 10 * 60_000;

/** The domains to refresh, without those that never served, and the problem of the first other one: unknown to CDN, or not online. */
export interface FoundDomains {
  readonly domains: readonly CdnDomain[];
  readonly error?: AppError;
}

/** A domain that is being configured still serves. */
const serving: readonly string[] = ['online', 'configuring'] satisfies DomainStatus[];
/** During the first review no edge can have a copy. */
const neverServed: readonly string[] = ['checking', 'check_failed'] satisfies DomainStatus[];
/** Statuses that do not change without an action. */
const settled: readonly string[] = ['online', 'offline', 'configure_failed', 'check_failed'] satisfies DomainStatus[];

/** The domains of a mapping without `domains`: the account's online domains with this bucket as origin, without wildcards. */
export async function listOwnDomains(cdn: CdnPort, bucket: BucketRef, signal: AbortSignal): Promise<readonly string[]> {
  const found = await listOwn(cdn, bucket, signal);
  return found.filter(({ status }) => status === 'online').map(({ name }) => name);
}

/** The domains under which CDN may cache the bucket's objects. Wildcards, which it cannot refresh, are separate. */
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

/** CDN domains, read at most every 10 minutes. */
export class DomainCache {
  private readonly answers = new Map<string, { readonly at: number; readonly value: unknown }>();

  /** `isOnItsWay` returns whether an onboarding of this computer is about to add a domain that CDN does not have. */
  constructor(
    private readonly now: () => number,
    private readonly isOnItsWay: (name: string) => Promise<boolean> = async () => false,
  ) {}

  /**
   * Finds the domains of a publication, or of its bucket if it names none. Throws `domainNotFound` or `domainOffline` if
   * none can be refreshed. A domain that has never served (under review, or about to be added) has no copies: it is
   * omitted, and is an error only if nothing but a refresh is wanted.
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
      if (domain && isServing(domain)) domains.push(domain);
      else if (act === 'refresh' || !(await this.hasNeverServed(cdn, name, domain, signal)))
        error ??= new AppError(domain ? 'domainOffline' : 'domainNotFound', { subject: name });
    }
    if (error && domains.length === 0) throw error;
    return { domains, ...(error && { error }) };
  }

  /**
   * Returns whether no edge can have a copy under a name, whose domain is absent or given. A wildcard serves the name
   * until its own domain is online.
   */
  private async hasNeverServed(cdn: CdnPort, name: string, domain: CdnDomain | undefined, signal: AbortSignal) {
    if (!domain) return this.isOnItsWay(name);
    if (!neverServed.includes(domain.status)) return false;
    const wildcard = await readWildcard(cdn, name, signal);
    return !wildcard || neverServed.includes(wildcard.status);
  }

  /** Drops a cached domain after contrary information. */
  forget(name: string): void {
    this.answers.delete(nameId(name));
  }

  /** A domain that is being configured would keep old copies if omitted. */
  private async listServing(cdn: CdnPort, bucket: BucketRef, signal: AbortSignal): Promise<readonly string[]> {
    const ask = () => listOwn(cdn, bucket, signal);
    const own = await this.readCached(`bucket ${publicBucketHost(bucket)}`, ask, isSettled);
    return own.filter(isServing).map(({ name }) => name);
  }

  /** Caches only good answers: a missing domain may be added at any moment. */
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

/** Returns whether a domain serves and none is changing its status. */
function isSettled(own: readonly { readonly status: string }[]): boolean {
  return own.some(isServing) && own.every(({ status }) => settled.includes(status));
}

/** Returns whether CDN serves the domain, as it does while it is being configured. */
export function isServing({ status }: { readonly status: string }): boolean {
  return serving.includes(status);
}

/** Reads the domain of this name, or the wildcard that serves it, under the requested name. */
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

/** Reads the wildcard directly above a name. */
async function readWildcard(
  cdn: Pick<CdnPort, 'readDomain'>,
  name: string,
  signal: AbortSignal,
): Promise<CdnDomain | undefined> {
  const parent = name.slice(name.indexOf('.'));
  return parent.slice(1).includes('.') ? cdn.readDomain(parent, signal) : undefined;
}
