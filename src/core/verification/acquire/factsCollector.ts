import { sameHost } from '../../dns/hostNames.js';
import { isErrorOf, toAppError } from '../../errors.js';
import type { CdnDomain, CnameState } from '../../ports/cdn.js';
import type { ClockPort } from '../../ports/local.js';
import type { BucketRef } from '../../ports/oss.js';
import type { DnsAnswer } from '../../ports/probe.js';
import type { Delegation, EdgeFact, FactPart, FactSource, ForcedDownload, VerificationFacts } from '../facts.js';
import type { ZoneView } from './nameServers.js';

/** What has been received so far, each part as it came; absent is not received yet, or could not be. */
interface PartialFacts {
  resolvers: DnsAnswer[];
  authoritative?: readonly DnsAnswer[];
  wildcard?: string;
  /** Seconds. */
  negativeTtl?: number;
  /** As each resolver that found the zone sees it, in the order of the settings. */
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

/** Where edges are asked, in the order in which they are shown: that of the answers differs from look to look. */
const places = ['cname https', 'cname http', 'dns https', 'dns http'] as const;

function inOrder(edges: readonly EdgeFact[]): readonly EdgeFact[] {
  return places.flatMap((place) => edges.filter(({ via, scheme }) => place === `${via} ${scheme}`));
}

/** The facts of one look while they come in. */
export class FactsCollector {
  readonly partial: PartialFacts = { resolvers: [] };
  private readonly sources: Partial<Record<FactPart, FactSource>> = {};
  private readonly pending = new Set<FactPart>();

  constructor(
    private readonly name: string,
    private readonly clock: Pick<ClockPort, 'now'>,
    /** What the CNAME was when CDN was last asked. */
    private readonly lastCname: string | undefined,
    private readonly onChange: () => void,
  ) {}

  /** Asks one part and notes when, how long, and why not; throws only `cancelled`. */
  async ask(part: FactPart, work: (partial: PartialFacts) => Promise<unknown>): Promise<void> {
    const at = this.clock.now();
    this.pending.add(part);
    const failed = await work(this.partial).then(
      () => undefined,
      (error: unknown) => {
        if (isErrorOf(error, 'cancelled')) throw error;
        return toAppError(error).kind;
      },
    );
    this.sources[part] = { at, durationMs: this.clock.now() - at, ...(failed !== undefined && { failed }) };
    this.pending.delete(part);
    this.onChange();
  }

  /** Something of a part came in before all of it did. */
  note(): void {
    this.onChange();
  }

  /** The CNAME to expect: as CDN says; the last known one only while CDN could not be asked. */
  get expected(): string | undefined {
    const { domain, cnameState } = this.partial;
    if (domain) return domain.found && (domain.found.cname ?? cnameState?.cname);
    return cnameState?.cname ?? this.lastCname;
  }

  /** The facts as they are now. */
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

  /** A record of the name's own, seen in Alibaba Cloud DNS, rules the wildcard out. */
  private get wildcard(): string | undefined {
    const { alidns, wildcard } = this.partial;
    const hasOwn = this.name.startsWith('.') || alidns?.records?.some(({ enabled }) => enabled);
    return hasOwn ? undefined : wildcard;
  }

  /** While a change at the registrar spreads, resolvers differ; it counts that one of them sees ours already. */
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
