import { AppError } from '../errors.js';
import { originHost } from '../origin.js';
import type { CdnDomain, CdnPort } from '../ports/cdn.js';
import type { BucketRef } from '../ports/oss.js';

const trustMs = 10 * 60_000;

/** The domains found, and the names that CDN does not know. */
export interface FoundDomains {
  readonly domains: readonly CdnDomain[];
  readonly missing: readonly string[];
}

/** The names that a mapping without `domains` means: the account's online domains with this bucket as origin, without wildcards. */
export async function listOwnDomains(cdn: CdnPort, bucket: BucketRef, signal: AbortSignal): Promise<readonly string[]> {
  const found = await cdn.listDomainsBySource(originHost(bucket), signal);
  return found.filter(({ name, status }) => status === 'online' && !/^[.*]/.test(name)).map(({ name }) => name);
}

/** Accelerated domains as CDN describes them, asked for at most every 10 minutes. */
export class DomainBook {
  private readonly answers = new Map<string, { readonly at: number; readonly value: unknown }>();

  constructor(private readonly now: () => number) {}

  /** Those of a publication, or of its bucket when it names none; throws `domainNotFound` when there is not one. */
  async find(
    cdn: CdnPort,
    { bucket, domains: named }: { readonly bucket: BucketRef; readonly domains: readonly string[] },
    signal: AbortSignal,
  ): Promise<FoundDomains> {
    const names = named.length > 0 ? named : await this.listOwn(cdn, bucket, signal);
    const domains: CdnDomain[] = [];
    for (const name of names) {
      const domain = await this.recall(`name ${name}`, () => cdn.readDomain(name, signal));
      if (domain) domains.push(domain);
    }
    const missing = names.filter((name) => !domains.some((domain) => domain.name === name));
    if (domains.length === 0) throw new AppError('domainNotFound', { subject: missing[0] ?? originHost(bucket) });
    return { domains, missing };
  }

  private listOwn(cdn: CdnPort, bucket: BucketRef, signal: AbortSignal): Promise<readonly string[]> {
    return this.recall(`bucket ${originHost(bucket)}`, () => listOwnDomains(cdn, bucket, signal));
  }

  /** Only what is there is remembered: a domain that is missing may be added any moment. */
  private async recall<T>(id: string, ask: () => Promise<T>): Promise<T> {
    const answer = this.answers.get(id);
    if (answer && this.now() - answer.at < trustMs) return answer.value as T;
    const value = await ask();
    if (value !== undefined && !(Array.isArray(value) && value.length === 0))
      this.answers.set(id, { at: this.now(), value });
    return value;
  }
}
