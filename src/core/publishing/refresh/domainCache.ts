import { isWildcard } from '../../dns/hostNames.js';
import { AppError } from '../../errors.js';
import { publicBucketHost } from '../../origin.js';
import type { CdnDomain, CdnPort, DomainStatus } from '../../ports/cdn.js';
import type { BucketRef } from '../../ports/oss.js';
import type { Publication } from '../publication.js';

const maxAgeMs = 10 * 60_000;

/** The domains that can be refreshed, none where none has served yet, and what is wrong with the first of the others: not known to CDN, or not online. */
export interface FoundDomains {
  readonly domains: readonly CdnDomain[];
  readonly error?: AppError;
}

/** One that is being configured still serves. */
const serving: readonly string[] = ['online', 'configuring'] satisfies DomainStatus[];
/** A review comes before the first configuration, so that no edge can have a copy. */
const neverServed: readonly string[] = ['checking', 'check_failed'] satisfies DomainStatus[];
/** Those that do not change by themselves. */
const settled: readonly string[] = ['online', 'offline', 'configure_failed', 'check_failed'] satisfies DomainStatus[];

/** The names that a mapping without `domains` means: the account's online domains with this bucket as origin, without wildcards. */
export async function listOwnDomains(cdn: CdnPort, bucket: BucketRef, signal: AbortSignal): Promise<readonly string[]> {
  const found = await listOwn(cdn, bucket, signal);
  return found.filter(({ status }) => status === 'online').map(({ name }) => name);
}

/** The names under which CDN may hold copies of the bucket's objects; wildcards, which it cannot refresh, by themselves. */
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

/** Accelerated domains as CDN describes them, asked for at most every 10 minutes. */
export class DomainCache {
  private readonly answers = new Map<string, { readonly at: number; readonly value: unknown }>();

  /** `isOnItsWay` says of a domain that CDN does not have whether an onboarding of this computer is about to add it. */
  constructor(
    private readonly now: () => number,
    private readonly isOnItsWay: (name: string) => Promise<boolean> = async () => false,
  ) {}

  /**
   * Those of a publication, or of its bucket when it names none; throws `domainNotFound` or `domainOffline` when not one can be refreshed.
   * One that has never served, under review or about to be added to CDN, has no copy of an object that is uploaded: it is left out, and
   * is an error only where nothing but a refresh is wanted.
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

  /** Whether no edge can have a copy under a name, which CDN has as `domain` or not at all. A wildcard serves it until it is online itself. */
  private async hasNeverServed(cdn: CdnPort, name: string, domain: CdnDomain | undefined, signal: AbortSignal) {
    if (!domain) return this.isOnItsWay(name);
    if (!neverServed.includes(domain.status)) return false;
    const wildcard = await readWildcard(cdn, name, signal);
    return !wildcard || neverServed.includes(wildcard.status);
  }

  /** Drops a cached name: the vendor has just said otherwise. */
  forget(name: string): void {
    this.answers.delete(nameId(name));
  }

  /** One that is being configured would keep an old copy were it left out. */
  private async listServing(cdn: CdnPort, bucket: BucketRef, signal: AbortSignal): Promise<readonly string[]> {
    const ask = () => listOwn(cdn, bucket, signal);
    const own = await this.readCached(`bucket ${publicBucketHost(bucket)}`, ask, isSettled);
    return own.filter(isServing).map(({ name }) => name);
  }

  /** Only good answers are cached: a missing domain may be added at any moment. */
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

/** Whether a domain serves and none is on its way to another status. */
function isSettled(own: readonly { readonly status: string }[]): boolean {
  return own.some(isServing) && own.every(({ status }) => settled.includes(status));
}

/** Whether CDN answers for the domain, as it does while it is being configured. */
export function isServing({ status }: { readonly status: string }): boolean {
  return serving.includes(status);
}

/** The domain of this name, or the wildcard that serves it, under the name that is asked for. */
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

/** The wildcard domain right above a name. */
async function readWildcard(
  cdn: Pick<CdnPort, 'readDomain'>,
  name: string,
  signal: AbortSignal,
): Promise<CdnDomain | undefined> {
  const parent = name.slice(name.indexOf('.'));
  return parent.slice(1).includes('.') ? cdn.readDomain(parent, signal) : undefined;
}
