import type { Session } from '../../core/account.js';
import { type HttpsFact, readHttps } from '../../core/https/readHttps.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import type { ClockPort } from '../../core/ports/local.js';

/** Reads how HTTPS of a domain stands at its edge, once for each until the tree is read again. */
export class HttpsFacts {
  private readonly facts = new Map<string, Promise<HttpsFact | undefined>>();

  constructor(
    private readonly session: Session,
    private readonly clock: Pick<ClockPort, 'now' | 'sleep'>,
  ) {}

  /** Absent where there is nothing to ask: without HTTPS, before the domain is online, and while signed out. */
  read({ name, cname, status, httpsOn }: CdnDomain): Promise<HttpsFact | undefined> {
    if (!httpsOn || status !== 'online' || cname === undefined) return Promise.resolve(undefined);
    const known = this.facts.get(name) ?? this.ask(name, cname).catch(() => undefined);
    this.facts.set(name, known);
    return known;
  }

  clear(): void {
    this.facts.clear();
  }

  private async ask(domain: string, connectTo: string): Promise<HttpsFact> {
    const { edge } = await this.session.cloud();
    return readHttps({ edge, clock: this.clock }, { domain, connectTo }, new AbortController().signal);
  }
}
