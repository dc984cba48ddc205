import type { SiteCheck } from '../../delivery/proveSite.js';
import { sameHost } from '../../dns/hostNames.js';
import { type AppError, isErrorOf, toAppError } from '../../errors.js';
import type { CdnDomain, CnameState } from '../../ports/cdn.js';
import type { ClockPort } from '../../ports/local.js';
import type { BucketRef } from '../../ports/oss.js';
import type { DnsAnswer } from '../../ports/probe.js';
import type { Delegation, EdgeFact, FactPart, FactSource, ForcedDownload, VerificationFacts } from '../facts.js';
import type { ZoneView } from './nameServers.js';

/** The facts received so far. An absent one is pending or failed. */
interface PartialFacts {
  resolvers: DnsAnswer[];
  authoritative?: readonly DnsAnswer[];
  wildcard?: string;
  /** The TTL of negative answers, in seconds. */
  negativeTtl?: number;
  /** The zone as seen by each resolver that found it, in the order of the settings. */
  zones?: readonly ZoneView[];
  receivesMail?: boolean;
  hosted?: readonly string[];
  domain?: { readonly found: CdnDomain | undefined };
  cnameState?: CnameState | undefined;
  alidns?: Pick<VerificationFacts, 'place' | 'records' | 'minTtl'>;
  bucket?: BucketRef & { readonly isPrivate?: boolean };
  hasIndex?: boolean;
  edges?: readonly EdgeFact[];
  root?: readonly EdgeFact[];
  forcedDownload?: ForcedDownload;
  pages?: readonly SiteCheck[];
  rootDenied?: NonNullable<VerificationFacts['rootDenied']>;
}

/** The order in which requests to the edge are shown, since the order of their answers varies. */
const places = ['cname https', 'cname http', 'dns https', 'dns http'] as const;

function inOrder(edges: readonly EdgeFact[]): readonly EdgeFact[] {
  return places.flatMap((place) => edges.filter(({ via, scheme }) => place === `${via} ${scheme}`));
}

function kindAndCode({ kind, details: { code } }: AppError): Pick<FactSource, 'failed' | 'code'> {
  return { failed: kind, ...(code !== undefined && { code }) };
}

/** Collects the facts of one verification from its sources. */
export class FactsCollector {
  readonly partial: PartialFacts = { resolvers: [] };
  private readonly sources: Partial<Record<FactPart, FactSource>> = {};
  private readonly pending = new Set<FactPart>();

  constructor(
    private readonly name: string,
    private readonly clock: Pick<ClockPort, 'now'>,
    /** The CNAME that CDN returned when it was last reached. */
    private readonly lastCname: string | undefined,
    /** Called when a part has partial results, and when it ends. */
    readonly note: () => void,
  ) {}

  /** Runs the query of a source. Records its time, its duration and why it failed. Throws only `cancelled`. */
  async ask(part: FactPart, work: (partial: PartialFacts) => Promise<unknown>): Promise<void> {
    const at = this.clock.now();
    this.pending.add(part);
    const failure = await work(this.partial).then(
      () => ({}),
      (error: unknown) => {
        if (isErrorOf(error, 'cancelled')) throw error;
        return kindAndCode(toAppError(error));
      },
    );
    this.sources[part] = { at, durationMs: this.clock.now() - at, ...failure };
    this.pending.delete(part);
    this.note();
  }

  /** The CNAME that CDN expects. The last known one counts only if CDN cannot be asked; `undefined` if there is none. */
  get expected(): string | undefined {
    const { domain, cnameState } = this.partial;
    if (domain) return domain.found && (domain.found.cname ?? cnameState?.cname);
    return cnameState?.cname ?? this.lastCname;
  }

  /** Returns the facts known so far. */
  toFacts(): VerificationFacts {
    const { resolvers, authoritative = [], domain, cnameState, alidns, bucket, edges = [] } = this.partial;
    const { hasIndex, root, forcedDownload, pages, rootDenied, receivesMail } = this.partial;
    const { expected, wildcard } = this;
    const delegation = this.toDelegation();
    return {
      name: this.name,
      at: this.clock.now(),
      resolvers: [...resolvers],
      authoritative,
      edges: inOrder(edges),
      sources: { ...this.sources },
      ...(expected !== undefined && { expected }),
      ...(delegation && { delegation }),
      ...(wildcard !== undefined && { wildcard }),
      ...(domain?.found && { status: domain.found.status, httpsOn: domain.found.httpsOn }),
      ...(domain?.found && cnameState && { cdnConfigured: cnameState.configured }),
      ...alidns,
      ...(receivesMail && { receivesMail }),
      ...(bucket && { bucket }),
      ...(hasIndex !== undefined && { hasIndex }),
      ...(root && { root }),
      ...(forcedDownload && { forcedDownload }),
      ...(pages && { pages }),
      ...(rootDenied && { rootDenied }),
      ...(!domain && { accountUnknown: true }),
      ...(this.pending.size > 0 && { pending: [...this.pending] }),
    };
  }

  /** The wildcard that answers for the name; `undefined` if the name has its own record in Alibaba Cloud DNS. */
  private get wildcard(): string | undefined {
    const { alidns, wildcard } = this.partial;
    const hasOwn = this.name.startsWith('.') || alidns?.records?.some(({ enabled }) => enabled);
    return hasOwn ? undefined : wildcard;
  }

  /** Combines the resolvers' views, which differ after a change at the registrar. One that sees our servers is enough. */
  private toDelegation(): Delegation | undefined {
    const { zones = [], hosted, negativeTtl } = this.partial;
    const isOurs = ({ nameServers }: ZoneView) =>
      nameServers.some((server) => hosted?.some((each) => sameHost(each, server)));
    const view = zones.find(isOurs) ?? zones[0];
    if (!view) return undefined;
    const { zone, nameServers } = view;
    const before = zones.filter((other) => !other.nameServers.some((server) => nameServers.includes(server)));
    return {
      zone,
      nameServers,
      ...(hosted && { hosted }),
      ...(negativeTtl !== undefined && { negativeTtl }),
      ...(before.length > 0 && { oldUntil: Math.max(...before.map(({ until }) => until)) }),
    };
  }
}
