import type { Session } from '../../core/account.js';
import { createGate } from '../../core/concurrency/limit.js';
import { type DnsContext, queryAll } from '../../core/dns/aliases.js';
import { hasCnameTo } from '../../core/dns/answers.js';
import { probeName } from '../../core/dns/hostNames.js';
import { type AppError, isErrorOf } from '../../core/errors.js';
import { bindableBucket } from '../../core/oss/binding.js';
import type { CdnDomain, CnameState } from '../../core/ports/cdn.js';
import type { BucketInfo, OssPort } from '../../core/ports/oss.js';
import type { Node, NodeOf } from './node.js';

/** Additional facts about a row, read by a separate call after the row is shown. */
export type LateFact =
  | { readonly kind: 'bucket'; readonly info: BucketInfo }
  | { readonly kind: 'denied'; readonly error: AppError }
  | DomainFact;

/** `bound` says whether the domain is bound to the bucket of its origin. It is absent if a binding is not possible, or the state is not known or not read. */
interface DomainFact {
  readonly kind: 'domain';
  readonly cname?: string;
  readonly configured: boolean;
  readonly bound?: boolean;
}

type LateNode = NodeOf<'bucket'> | NodeOf<'domain'>;

/** Returns whether the row is an online domain and DNS leads to it. */
export function isLive(node: Node, fact: LateFact | undefined): node is NodeOf<'domain'> {
  return node.kind === 'domain' && node.domain.status === 'online' && fact?.kind === 'domain' && fact.configured;
}

/** The most calls of one kind at the same time. */
const width = 4;

/** The most rows of a list that the user sees as a whole. With more, the calls for each row would be many at each refresh. */
const rowsOfShortList = 8;

/** The domains of one call, as for the calls of CDN whose pages name a limit. That of DescribeDomainCname names none. */
const domainsOfCall = 50;

/**
 * Reads late facts in the background. The CNAME state is read for listed domains, many in a call. Facts that need a call for each row (the access to a
 * bucket, the binding of a domain) are read once the user looks at the row. VS Code does not tell which rows are scrolled into view.
 */
export class LateFacts {
  private readonly facts = new Map<string, LateFact>();
  /** The reading of the CNAME state of each listed domain, by row id. */
  private readonly listed = new Map<string, Promise<void>>();
  /** The latest reading of each row that was looked at, by row id. Results of earlier readings are dropped. */
  private readonly looks = new Map<string, Promise<LateFact | undefined>>();
  private work = new AbortController();
  /** The limits of calls for listed rows and of calls for rows that the user looks at, which do not wait for the former. */
  private gates = createGates();

  /** `onFact` receives each row with a new fact, except after the `look` for a tooltip, because a tooltip closes when its row is drawn. */
  constructor(
    private readonly session: Session,
    private readonly resolvers: () => readonly string[],
    private readonly onFact: (node: Node) => void,
  ) {}

  get(id: string): LateFact | undefined {
    return this.facts.get(id);
  }

  /** Reads the CNAME states of those rows that are domains, once each. The user sees all rows of a short list, so they are read as if looked at. */
  want(nodes: readonly Node[]): void {
    const fresh = nodes.filter((node) => node.kind === 'domain').filter(({ id }) => !this.listed.has(id));
    for (let at = 0; at < fresh.length; at += domainsOfCall) {
      const some = fresh.slice(at, at + domainsOfCall);
      const reading = this.readStates(some);
      for (const { id } of some) this.listed.set(id, reading);
    }
    if (nodes.length > rowsOfShortList) return;
    const { signal } = this.work;
    const states = Promise.all(nodes.map(({ id }) => this.listed.get(id)));
    void states.then(() => signal.aborted || this.lookAt(nodes));
  }

  /** Reads the facts that take calls for this row alone, once. Resolves to the fact, also if it was known. */
  look(node: LateNode): Promise<LateFact | undefined> {
    const known = this.looks.get(node.id);
    if (known) return known;
    const { signal } = this.work;
    const reading = this.gates.look(() => this.readRow(node, signal)).catch(toDenied);
    this.looks.set(node.id, reading);
    return reading.then((fact) => {
      if (signal.aborted || this.looks.get(node.id) !== reading) return fact;
      if (fact) this.facts.set(node.id, fact);
      // The next look reads it again.
      else this.looks.delete(node.id);
      return fact;
    });
  }

  /** Reads the facts that take calls for each of these rows alone. The user has selected or expanded them. */
  lookAt(nodes: readonly Node[]): void {
    for (const node of nodes)
      if (node.kind === 'bucket' || node.kind === 'domain')
        void this.look(node).then((fact) => fact && this.onFact(node));
  }

  /** Reads the known facts of these rows again. The old facts are used until then. */
  renew(nodes: readonly Node[]): void {
    const seen = nodes.filter(({ id }) => this.looks.delete(id));
    for (const { id } of nodes) this.listed.delete(id);
    this.want(nodes);
    this.lookAt(seen);
  }

  clear(): void {
    this.work.abort();
    this.work = new AbortController();
    this.gates = createGates();
    this.facts.clear();
    this.listed.clear();
    this.looks.clear();
  }

  private async readStates(nodes: readonly NodeOf<'domain'>[]): Promise<void> {
    const { signal } = this.work;
    const gate = this.gates.list;
    const names = nodes.map(({ argument }) => argument);
    const ask = async () => (await this.session.cloud()).cdn.readCnameStates(names, signal);
    // The rows are complete without it, and the log has the failed call. A denial may concern only some of the domains.
    const states = await gate(ask).catch(() => undefined);
    const note = async (node: NodeOf<'domain'>) => {
      const state = states?.get(node.argument);
      const fact = state && (await gate(() => this.toDomainFact(node, state, signal)).catch(() => undefined));
      if (!fact || signal.aborted) return;
      this.facts.set(node.id, fact);
      this.onFact(node);
    };
    await Promise.all(nodes.map(note));
  }

  private async readRow(node: LateNode, signal: AbortSignal): Promise<LateFact | undefined> {
    const { oss, cdn } = await this.session.cloud();
    if (node.kind === 'bucket') return { kind: 'bucket', info: await oss.readBucketInfo(node.argument, signal) };
    const readState = async () => {
      const state = (await cdn.readCnameStates([node.argument], signal)).get(node.argument);
      return state && this.toDomainFact(node, state, signal);
    };
    const [own, bound] = await Promise.all([
      this.domainFact(node.id) ? undefined : readState(),
      readBound(oss, node.domain, signal),
    ]);
    // The CNAME state may have been read again meanwhile.
    const fact = this.domainFact(node.id) ?? own;
    return fact && { ...fact, ...(bound !== undefined && { bound }) };
  }

  private domainFact(id: string): DomainFact | undefined {
    const fact = this.facts.get(id);
    return fact?.kind === 'domain' ? fact : undefined;
  }

  /** Converts a CNAME state. A binding that is known is kept while the CNAME state is read again. */
  private async toDomainFact(node: NodeOf<'domain'>, state: CnameState, signal: AbortSignal): Promise<DomainFact> {
    // CDN's view is about 10 minutes late, so DNS is queried before the row warns.
    const dns = { cloud: await this.session.cloud(), resolvers: this.resolvers(), signal };
    const configured = state.configured || (await isInDns(dns, node.argument, state.cname));
    const bound = this.domainFact(node.id)?.bound;
    return { kind: 'domain', ...state, configured, ...(bound !== undefined && { bound }) };
  }
}

function createGates() {
  return { list: createGate(width), look: createGate(width) };
}

type Denied = Extract<LateFact, { kind: 'denied' }>;

function toDenied(error: unknown): Denied | undefined {
  return isErrorOf(error, 'forbidden') ? { kind: 'denied', error } : undefined;
}

async function isInDns(dns: DnsContext, domain: string, cname: string | undefined): Promise<boolean> {
  if (!cname) return false;
  return (await queryAll(dns, probeName(domain), 'CNAME')).some((answer) => hasCnameTo(answer, cname));
}

async function readBound(oss: OssPort, domain: CdnDomain, signal: AbortSignal): Promise<boolean | undefined> {
  const bucket = bindableBucket(domain);
  // A bucket of another account does not tell.
  const cnames = bucket && (await oss.listCnames(bucket, signal).catch(() => undefined));
  return cnames?.some((cname) => cname.domain === domain.name);
}
