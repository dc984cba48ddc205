import type { Session } from '../account.js';
import { AppError, toAppError } from '../errors.js';
import type { CdnDomain, RefreshTask } from '../ports/cdn.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { ClockPort } from '../ports/local.js';
import { awaitRefresh } from './awaitRefresh.js';
import { type EdgeProof, proveFresh } from './proveFresh.js';
import type { PublishCause, UploadedPublication } from './publication.js';
import { listTargets, type RefreshTarget, splitTargets } from './refreshTargets.js';

const debounceMs = 800;
/** An unending stream of saves is refreshed at least this often. */
const longestGatherMs = 30_000;
const concurrentProbes = 6;

/** What a refresher works with. */
export interface RefresherDeps {
  readonly session: Session;
  readonly clock: ClockPort;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
}

type RefreshResult = 'fresh' | 'unproven' | PublishCause;
type Results = Map<UploadedPublication, RefreshResult>;

/** What the refresher tells of each file, unless a later upload took its place. */
export interface RefreshOutcome {
  readonly uploaded: UploadedPublication;
  readonly result: RefreshResult;
}

/** Gathers uploaded files, refreshes their URLs in one call, waits for the tasks and asks the edge. */
export class Refresher {
  private gathered = new Map<string, UploadedPublication>();
  private gathering = false;
  private lastAdded = 0;

  constructor(
    private readonly deps: RefresherDeps,
    private readonly owner: {
      /** More uploads are under way that should share the call. */
      isBusy(): boolean;
      /** Nothing newer of the same object has been saved meanwhile. */
      isCurrent(uploaded: UploadedPublication): boolean;
      onOutcome(outcome: RefreshOutcome): void;
    },
    private readonly signal: AbortSignal,
  ) {}

  /** Refreshes the URLs of this file with the next call. */
  add(uploaded: UploadedPublication): void {
    this.gathered.set(uploaded.publication.id, uploaded);
    this.lastAdded = this.deps.clock.now();
    if (this.gathering) return;
    this.gathering = true;
    this.gather().catch(() => {
      // Only disposal ends the wait early.
      this.gathering = false;
    });
  }

  private async gather(): Promise<void> {
    const { clock } = this.deps;
    const start = clock.now();
    for (;;) {
      await clock.sleep(debounceMs, this.signal);
      const quiet = clock.now() - this.lastAdded >= debounceMs && !this.owner.isBusy();
      if (quiet || clock.now() - start >= longestGatherMs) break;
    }
    const items = [...this.gathered.values()];
    this.gathered = new Map();
    this.gathering = false;
    for (const accountId of new Set(items.map(({ publication }) => publication.accountId)))
      void this.refresh(items.filter(({ publication }) => publication.accountId === accountId));
  }

  private async refresh(items: readonly UploadedPublication[]): Promise<void> {
    const results = new Map<UploadedPublication, RefreshResult>(items.map((item) => [item, 'fresh']));
    try {
      const cloud = await cloudOf(this.deps.session, items[0]?.publication.accountId);
      const domains = await this.readDomains(cloud, items, results);
      await Promise.all(splitTargets(listTargets(items, domains)).map((part) => this.carryOut(cloud, part, results)));
    } catch (error) {
      const cause = toCause(error);
      for (const item of items) results.set(item, cause);
    }
    if (this.signal.aborted) return;
    for (const uploaded of items) this.owner.onOutcome({ uploaded, result: results.get(uploaded) ?? 'unproven' });
  }

  private async readDomains(
    cloud: CloudPorts,
    items: readonly UploadedPublication[],
    results: Results,
  ): Promise<ReadonlyMap<string, CdnDomain>> {
    const domains = new Map<string, CdnDomain>();
    for (const name of new Set(items.flatMap(({ publication }) => publication.domains))) {
      const domain = await cloud.cdn.readDomain(name, this.signal);
      if (domain) domains.set(name, domain);
      else {
        const cause = toCause(new AppError('domainNotFound', { subject: name }));
        for (const item of items) if (item.publication.domains.includes(name)) results.set(item, cause);
      }
    }
    return domains;
  }

  private async carryOut(cloud: CloudPorts, targets: readonly RefreshTarget[], results: Results): Promise<void> {
    try {
      const urls = [...new Set(targets.map(({ url }) => url))];
      const { taskIds } = await cloud.cdn.refresh(urls, 'File', this.signal);
      const failed = await awaitRefresh(cloud.cdn, taskIds, this.deps, this.signal);
      const broken = new Map(failed.map((task) => [withoutScheme(task.url), task]));
      await forEachLimited(targets, concurrentProbes, async (target) => {
        const task = broken.get(withoutScheme(target.url));
        const result = task ? toTaskCause(task) : await this.prove(cloud, target);
        results.set(target.uploaded, worse(results.get(target.uploaded), result));
      });
    } catch (error) {
      for (const { uploaded } of targets) results.set(uploaded, toCause(error));
    }
  }

  private async prove(cloud: CloudPorts, target: RefreshTarget): Promise<EdgeProof> {
    // The newer upload's own proof decides; the edge may serve either meanwhile.
    if (!this.owner.isCurrent(target.uploaded)) return 'unproven';
    // What a folder's own URL answers is up to the bucket's index page setting: it is refreshed, not compared.
    if (target.path.endsWith('/')) return 'fresh';
    return proveFresh({ edge: cloud.edge, clock: this.deps.clock }, target, target.uploaded, this.signal);
  }
}

/** The cloud of the signed-in account; throws `notSignedIn` unless it is the account that was consented to. */
export async function cloudOf(session: Session, accountId: string | undefined): Promise<CloudPorts> {
  if (session.account?.id !== accountId) throw new AppError('notSignedIn');
  return session.cloud();
}

/** A caught failure as it is kept and shown. */
export function toCause(caught: unknown): PublishCause {
  const { kind, details } = toAppError(caught);
  return { kind: 'error', error: { kind, details } };
}

function worse(left: RefreshResult | undefined, right: RefreshResult): RefreshResult {
  const rank = (result: RefreshResult | undefined) => (typeof result === 'object' ? 2 : Number(result === 'unproven'));
  return left !== undefined && rank(left) >= rank(right) ? left : right;
}

function toTaskCause({ url, description }: RefreshTask): PublishCause {
  return toCause(new AppError('unavailable', { subject: url, ...(description ? { message: description } : {}) }));
}

async function forEachLimited<T>(items: readonly T[], limit: number, work: (item: T) => Promise<void>): Promise<void> {
  const rest = items[Symbol.iterator]();
  // Each worker takes from the one iterator.
  const worker = async () => {
    for (const item of { [Symbol.iterator]: () => rest }) await work(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
}

function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//, '');
}
