import { sameHost } from '../../dns/hostNames.js';
import { type AppError, isErrorOf, toAppError } from '../../errors.js';
import type { CdnDomain, CnameState } from '../../ports/cdn.js';
import type { ClockPort } from '../../ports/local.js';
import type { BucketRef } from '../../ports/oss.js';
import type { DnsAnswer } from '../../ports/probe.js';
import type { Delegation, EdgeFact, FactPart, FactSource, ForcedDownload, VerificationFacts } from '../facts.js';
import type { ZoneView } from './nameServers.js';

/** The parts received so far. An absent part is pending or failed. */
interface PartialFacts {
  resolvers: DnsAnswer[];
  authoritative?: readonly DnsAnswer[];
  wildcard?: string;
  /** Seconds. */
  negativeTtl?: number;
  /** The zone according to each resolver that found it, in the order of the settings. */
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
  rootDenied?: NonNullable<VerificationFacts['rootDenied']>;
}

/** The edge requests in display order, since the order of answers varies. */
const places = ['cname https', 'cname http', 'dns https', 'dns http'] as const;

function inOrder(edges: readonly EdgeFact[]): readonly EdgeFact[] {
  return places.flatMap((place) => edges.filter(({ via, scheme }) => place === `${via} ${scheme}`));
}

function kindAndCode({ kind, details: { code } }: AppError): Pick<FactSource, 'failed' | 'code'> {
  return { failed: kind, ...(code !== undefined && { code }) };
}

/** Collects the facts of one verification. */
export class FactsCollector {
  readonly partial: PartialFacts = { resolvers: [] };
  private readonly sources: Partial<Record<FactPart, FactSource>> = {};
  private readonly pending = new Set<FactPart>();

  constructor(
    private readonly name: string,
    private readonly clock: Pick<ClockPort, 'now'>,
    /** The CNAME at the last contact with CDN. */
    private readonly lastCname: string | undefined,
    private readonly onChange: () => void,
  ) {}

  /** Runs the query of a part and records its time, duration and failure; throws only `cancelled`. */
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
    this.onChange();
  }

  /** Called when a part has partial results. */
  note(): void {
    this.onChange();
  }

  /** The expected CNAME from CDN; the last known one only if CDN cannot be asked. */
  get expected(): string | undefined {
    const { domain, cnameState } = this.partial;
    if (domain) return domain.found && (domain.found.cname ?? cnameState?.cname);
    return cnameState?.cname ?? this.lastCname;
  }

  /** The current facts. */
  toFacts(): VerificationFacts {
    const { resolvers, authoritative = [], domain, cnameState, alidns, bucket, edges = [] } = this.partial;
    const { hasIndex, root, forcedDownload, rootDenied, receivesMail } = this.partial;
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
      ...(root && { root: inOrder(root) }),
      ...(forcedDownload && { forcedDownload }),
      ...(rootDenied && { rootDenied }),
      ...(!domain && { accountUnknown: true }),
      ...(this.pending.size > 0 && { pending: [...this.pending] }),
    };
  }

  /** The wildcard that answers. An own record of the name in Alibaba Cloud DNS rules it out. */
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
