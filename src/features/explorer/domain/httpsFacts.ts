import type { CertificateState } from '../../../core/https/certificateState.js';
import { type DomainHttps, judgeDomainHttps } from '../../../core/https/domainHttps.js';
import { type HttpsFact, readHttps } from '../../../core/https/readHttps.js';
import type { CdnDomain } from '../../../core/ports/cdn.js';
import type { HttpsDomain } from '../../../core/ports/certificates.js';
import { guard } from '../../../host/commands.js';
import type { FeatureDeps } from '../../../host/deps.js';
import type { Node, NodeOf } from '../node.js';
import { remindOfRenewal } from './renewalReminder.js';

/**
 * Reads the HTTPS state of domains, until the tree is refreshed: CDN's list in one call, and the edge of single domains. Reminds of renewals
 * that are due by the list.
 */
export class HttpsFacts {
  private readonly facts = new Map<string, Promise<HttpsFact | undefined>>();
  private listed: ReadonlyMap<string, HttpsDomain> = new Map();
  private listing?: object | undefined;
  /** The rows of the last list. */
  private rows: readonly Node[] = [];
  /** Domains whose edges last showed an untrusted certificate. */
  private readonly untrusted = new Set<string>();

  constructor(
    private readonly deps: Pick<FeatureDeps, 'session' | 'clock' | 'memory' | 'log'>,
    private readonly onChanged: (rows: readonly Node[]) => void,
  ) {}

  /** Judges the certificate of a domain by CDN's list and its edge. */
  judge(domain: CdnDomain): DomainHttps {
    const { name } = domain;
    return judgeDomainHttps(domain, this.listed.get(name), this.deps.clock.now(), this.untrusted.has(name));
  }

  /** Reads the list in the background if one of these rows is a domain with HTTPS. The previous list is used until then. */
  want(rows: readonly Node[]): void {
    const concerned = rows.filter((row) => row.kind === 'domain').filter(({ domain }) => domain.httpsOn);
    // Domains with a warning are checked again.
    for (const row of concerned) if (this.untrusted.has(row.domain.name)) void this.read(row);
    if (this.listing || concerned.length === 0) return;
    this.rows = concerned;
    const listing = {};
    this.listing = listing;
    // Without permission the rows only say whether HTTPS is on.
    void this.list().then(
      (listed) => {
        if (this.listing !== listing) return;
        this.listed = new Map(listed.map((each) => [each.domain, each]));
        this.onChanged(concerned);
        void guard(this.deps.log, 'renewal reminder', () => remindOfRenewal(this.deps, listed));
      },
      () => undefined,
    );
  }

  /** Reads the edge; `undefined` without HTTPS, before the domain is online, and while signed out. */
  read(row: NodeOf<'domain'>): Promise<HttpsFact | undefined> {
    const { name, cname, status, httpsOn } = row.domain;
    if (!httpsOn || status !== 'online' || cname === undefined) return Promise.resolve(undefined);
    const known = this.facts.get(name) ?? this.ask(row, cname).catch(() => undefined);
    this.facts.set(name, known);
    return known;
  }

  /** Reads the list again, and later the edge of the domain: certificates end, and are changed elsewhere. */
  renew(domain?: string): void {
    if (domain !== undefined) this.facts.delete(domain);
    this.listing = undefined;
    this.want(this.rows);
  }

  clear(): void {
    this.rows = [];
    this.facts.clear();
    this.listing = undefined;
  }

  private async list(): Promise<readonly HttpsDomain[]> {
    const { cdn } = await this.deps.session.cloud();
    return cdn.listHttpsDomains(new AbortController().signal);
  }

  private async ask(row: NodeOf<'domain'>, connectTo: string): Promise<HttpsFact> {
    const { edge } = await this.deps.session.cloud();
    const place = { domain: row.domain.name, connectTo };
    const fact = await readHttps({ edge, clock: this.deps.clock }, place, new AbortController().signal);
    if (fact.certificate) this.note(row, fact.certificate);
    return fact;
  }

  private note(row: NodeOf<'domain'>, certificate: CertificateState): void {
    const { name } = row.domain;
    const isUntrusted = certificate.kind === 'bad' && certificate.problem === 'untrusted';
    if (isUntrusted === this.untrusted.has(name)) return;
    if (isUntrusted) this.untrusted.add(name);
    else this.untrusted.delete(name);
    this.onChanged([row]);
  }
}
