import type { Session } from '../../core/account.js';
import { type DomainHttps, judgeDomainHttps } from '../../core/https/domainHttps.js';
import { type HttpsFact, readHttps } from '../../core/https/readHttps.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import type { HttpsDomain } from '../../core/ports/certificates.js';
import type { ClockPort } from '../../core/ports/local.js';
import type { Node } from './node.js';

/** Reads how HTTPS of domains stands, until the tree is read again: by CDN's list, one call for all of them, and of one at its edge. */
export class HttpsFacts {
  private readonly facts = new Map<string, Promise<HttpsFact | undefined>>();
  private listed: ReadonlyMap<string, HttpsDomain> = new Map();
  private listing?: object | undefined;

  constructor(
    private readonly session: Session,
    private readonly clock: Pick<ClockPort, 'now' | 'sleep'>,
    private readonly onListed: (rows: readonly Node[]) => void,
  ) {}

  /** How the certificate of a domain stands by CDN's list. */
  judge(domain: CdnDomain): DomainHttps {
    return judgeDomainHttps(domain, this.listed.get(domain.name), this.clock.now());
  }

  /** Has the list read in the background where one of these rows is a domain with HTTPS; the earlier one stands until then. */
  want(rows: readonly Node[]): void {
    const concerned = rows.filter((row) => row.kind === 'domain' && row.domain.httpsOn);
    if (this.listing || concerned.length === 0) return;
    const listing = {};
    this.listing = listing;
    // Without the permission for it the rows say no more than whether HTTPS is on.
    void this.list().then(
      (listed) => {
        if (this.listing !== listing) return;
        this.listed = new Map(listed.map((each) => [each.domain, each]));
        this.onListed(concerned);
      },
      () => undefined,
    );
  }

  /** Absent where there is nothing to ask: without HTTPS, before the domain is online, and while signed out. */
  read({ name, cname, status, httpsOn }: CdnDomain): Promise<HttpsFact | undefined> {
    if (!httpsOn || status !== 'online' || cname === undefined) return Promise.resolve(undefined);
    const known = this.facts.get(name) ?? this.ask(name, cname).catch(() => undefined);
    this.facts.set(name, known);
    return known;
  }

  clear(): void {
    this.facts.clear();
    this.listing = undefined;
  }

  private async list(): Promise<readonly HttpsDomain[]> {
    const { cdn } = await this.session.cloud();
    return cdn.listHttpsDomains(new AbortController().signal);
  }

  private async ask(domain: string, connectTo: string): Promise<HttpsFact> {
    const { edge } = await this.session.cloud();
    return readHttps({ edge, clock: this.clock }, { domain, connectTo }, new AbortController().signal);
  }
}
