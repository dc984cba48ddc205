import type { Session } from '../../core/account.js';
import { type DnsContext, queryAll } from '../../core/dns/aliases.js';
import { hasCnameTo } from '../../core/dns/answers.js';
import { probeName } from '../../core/dns/hostNames.js';
import { type AppError, isErrorOf } from '../../core/errors.js';
import { bucketOfSource } from '../../core/oss/binding.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import type { BucketInfo, OssPort } from '../../core/ports/oss.js';
import type { Node } from './node.js';

/** Additional facts about a row, read by a separate call after the row is shown. */
export type LateFact =
  | { readonly kind: 'bucket'; readonly info: BucketInfo }
  | { readonly kind: 'denied'; readonly error: AppError }
  /** `bound` says whether the domain is bound to the bucket of its origin. It is absent if a binding is not possible or the state is not known. */
  | { readonly kind: 'domain'; readonly cname?: string; readonly configured: boolean; readonly bound?: boolean };

/** Returns whether the row is an online domain and DNS leads to it. */
export function isLive(node: Node, fact: LateFact | undefined): node is Extract<Node, { kind: 'domain' }> {
  return node.kind === 'domain' && node.domain.status === 'online' && fact?.kind === 'domain' && fact.configured;
}

interface Question {
  readonly node: Node;
}

/** The most facts that are read at the same time. */
const width = 4;

/** Reads the late facts of rows in the background, a few at a time and once for each row. `onFact` receives them. */
export class LateFacts {
  private readonly facts = new Map<string, LateFact>();
  /** The latest query for each row id. Results of earlier queries are dropped. */
  private readonly asked = new Map<string, Question>();
  private readonly queue: Question[] = [];
  private running = 0;
  private work = new AbortController();

  constructor(
    private readonly session: Session,
    private readonly resolvers: () => readonly string[],
    private readonly onFact: (node: Node) => void,
  ) {}

  get(id: string): LateFact | undefined {
    return this.facts.get(id);
  }

  want(nodes: readonly Node[]): void {
    for (const node of nodes) {
      if ((node.kind !== 'bucket' && node.kind !== 'domain') || this.asked.has(node.id)) continue;
      const question = { node };
      this.asked.set(node.id, question);
      this.queue.push(question);
    }
    while (this.running < width && this.queue.length > 0) void this.run();
  }

  /** Makes the next listing read the facts of this kind again. The old facts are used until then. */
  forget(kind: 'bucket' | 'domain'): void {
    for (const id of this.asked.keys()) if (id.startsWith(`${kind}:`)) this.asked.delete(id);
  }

  /** Reads the fact of a row again. The old fact is used until the new one arrives. */
  renew(node: Node): void {
    this.asked.delete(node.id);
    this.want([node]);
  }

  clear(): void {
    this.work.abort();
    this.work = new AbortController();
    this.queue.length = 0;
    this.facts.clear();
    this.asked.clear();
  }

  private async run(): Promise<void> {
    this.running += 1;
    for (let next = this.queue.shift(); next; next = this.queue.shift()) await this.readOne(next);
    this.running -= 1;
  }

  private async readOne(question: Question): Promise<void> {
    const { node } = question;
    const { signal } = this.work;
    // The row is complete without it, and the log has the failed call.
    const fact = await readFact(node, this.session, this.resolvers(), signal).catch(toDenied);
    if (!fact || signal.aborted || this.asked.get(node.id) !== question) return;
    this.facts.set(node.id, fact);
    this.onFact(node);
  }
}

function toDenied(error: unknown): LateFact | undefined {
  return isErrorOf(error, 'forbidden') ? { kind: 'denied', error } : undefined;
}

async function readFact(
  node: Node,
  session: Session,
  resolvers: readonly string[],
  signal: AbortSignal,
): Promise<LateFact | undefined> {
  const cloud = await session.cloud();
  if (node.kind === 'bucket') return { kind: 'bucket', info: await cloud.oss.readBucketInfo(node.argument, signal) };
  if (node.kind !== 'domain') return undefined;
  const [state, bound] = await Promise.all([
    cloud.cdn.readCnameState(node.argument, signal),
    readBound(cloud.oss, node.domain, signal),
  ]);
  // CDN's view is about 10 minutes late, so DNS is queried before the row warns.
  const configured = state.configured || (await isInDns({ cloud, resolvers, signal }, node.argument, state.cname));
  return { kind: 'domain', ...state, configured, ...(bound !== undefined && { bound }) };
}

async function isInDns(dns: DnsContext, domain: string, cname: string | undefined): Promise<boolean> {
  if (!cname) return false;
  return (await queryAll(dns, probeName(domain), 'CNAME')).some((answer) => hasCnameTo(answer, cname));
}

async function readBound(
  oss: OssPort,
  { name, sources }: CdnDomain,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const [bucket, ...others] = sources.flatMap((source) => bucketOfSource(source) ?? []);
  // OSS does not bind wildcards.
  if (!bucket || others.length > 0 || name.startsWith('.')) return undefined;
  // A bucket of another account does not tell.
  const cnames = await oss.listCnames(bucket, signal).catch(() => undefined);
  return cnames?.some(({ domain }) => domain === name);
}
