import * as vscode from 'vscode';
import { type AppError, isErrorOf, toAppError } from '../../core/errors.js';
import type { RunView } from '../../core/onboarding/run/run.js';
import { throughUploadDomain } from '../../core/oss/bucketAddress.js';
import { listPinned } from '../../core/oss/pinnedBuckets.js';
import type { BucketRef } from '../../core/ports/oss.js';
import { type CdnTarget, folderRowId } from '../../host/commandIds.js';
import { markLive, setContext } from '../../host/contextKeys.js';
import type { FeatureDeps } from '../../host/deps.js';
import { listFacts } from './domain/domainFacts.js';
import { HttpsFacts } from './domain/httpsFacts.js';
import { remindWhenDue } from './domain/remindWhenDue.js';
import { isLive, LateFacts } from './lateFacts.js';
import { groups, type Node, type NodeOf, startNode } from './node.js';
import { Reach } from './reach.js';
import { RowLooks } from './rowLooks.js';
import type { CloudParent } from './rows.js';
import { Rows, toDeliveryNode } from './rows.js';
import { isShown, RunRows } from './runs/runRows.js';

type Deps = Pick<FeatureDeps, 'session' | 'board' | 'clock' | 'settings' | 'memory' | 'log'>;

/** The tree of one account: its running onboardings, buckets and CDN domains. */
export class ExplorerTree implements vscode.TreeDataProvider<Node> {
  private readonly changed = new vscode.EventEmitter<Node | Node[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly rows: Rows;
  private readonly late: LateFacts;
  private readonly https: HttpsFacts;
  private readonly runRows = new RunRows();
  private readonly looks: RowLooks;
  /** The rows below each domain that was opened, by its id. */
  private readonly facts = new Map<string, NodeOf<'fact'>[]>();
  /** Parents by id, so that one can be refreshed alone. */
  private readonly parents = new Map<string, CloudParent>();
  /** By which VS Code opens a row that is closed. */
  private readonly parentOf = new WeakMap<Node, Node>();
  readonly reach = new Reach();
  private offline = false;
  /** VS Code was told to read which runs there are, and has not got them yet. */
  private isReadingRuns = false;

  constructor(private readonly deps: Deps) {
    const reach = (bucket: BucketRef) => throughUploadDomain(deps.board.runs, bucket);
    this.rows = new Rows({ session: deps.session, reach, pinned: () => listPinned(deps) });
    this.https = new HttpsFacts(deps.session, deps.clock, (rows) => this.draw(rows), remindWhenDue(deps));
    this.late = new LateFacts(
      deps.session,
      () => deps.settings.get('verification.resolvers'),
      (node) => {
        if (isLive(node, this.late.get(node.id))) markLive(node.domain);
        this.draw([node, ...(this.facts.get(node.id) ?? [])].filter((row) => this.looks.looksDifferent(row)));
      },
    );
    const { late, https } = this;
    this.looks = new RowLooks({ deps, late, https, runsFor: (domain) => this.runsFor(domain) });
  }

  /** Tries the groups that were out of reach; what is shown stays until one of them can be read. */
  async retryUnreachable(signal: AbortSignal): Promise<void> {
    for (const id of this.reach.groups) {
      const group = id === 'runs' ? undefined : groups[id];
      if (!group) continue;
      await this.rows.renew(group);
      const rows = await this.rows.list(group);
      if (signal.aborted) return;
      if (!this.reach.note(id, rows)) continue;
      if (this.offline) return this.refresh();
      this.changed.fire(group);
    }
  }

  /** Forgets all rows and reads again what is open. */
  refresh(): void {
    this.rows.clear();
    this.late.clear();
    this.https.clear();
    this.reach.clear();
    this.setOffline(false);
    this.readAll();
  }

  /**
   * Reads the CDN domains again. While they are the same ones each row is refreshed separately: when their group is, VS Code
   * forgets them for a moment, and what is chosen from the menu of one then is not about it.
   */
  async refreshDomains(): Promise<void> {
    const same = await this.rows.renew(groups.domains);
    // None, or a newer reading tells.
    if (same?.length === 0) return;
    // What was set of a domain is read again where it is open.
    this.rows.dropAll('delivery');
    this.https.clear();
    if (!same) return this.changed.fire(groups.domains);
    this.look(this.late.renew(same));
    this.https.want(same);
    this.draw(same);
  }

  /** Reads one row again, given by what its commands get, and what is below it; throws what the cloud says of a domain. */
  async refreshRow(target: CdnTarget): Promise<void> {
    if (typeof target === 'string') return this.refreshDomain(target);
    const id = 'key' in target ? folderRowId(target.bucket.name, target.key) : folderRowId(target.name, '');
    const row = this.parents.get(id);
    if (row?.kind === 'bucket') {
      this.late.renew([row]);
      this.look([row]);
    }
    this.retry(id);
  }

  private async refreshDomain(name: string): Promise<void> {
    const row = await this.rows.renewDomain(name);
    if (!row) return this.refreshDomains();
    this.rows.drop(`delivery:${name}`);
    this.late.renew([row]);
    this.look([row]);
    this.https.renew(name);
    this.draw([row]);
  }

  /** Reads the list of certificates again, one call for all domains. */
  renewCertificates(): void {
    this.https.renew();
  }

  /**
   * Shows the runs as the board has them, and of the same runs only what looks different now (with a run, VS Code reads its
   * steps again); the groups too when the first run came or the last one went.
   */
  showRuns(isGroupChanged: boolean): void {
    if (isGroupChanged) {
      this.readAll();
      return;
    }
    // VS Code loses rows that are refreshed while it still reads the ones around them; it reads how they look now anyway.
    const rows = this.isReadingRuns ? [] : this.runRows.allOf(this.runs);
    const facts = [...this.facts.values()].flat();
    if (!rows) {
      this.isReadingRuns = true;
      this.changed.fire(groups.runs);
    }
    this.draw([...(rows ?? []), ...facts].filter((row) => this.looks.looksDifferent(row)));
  }

  /** Has VS Code read every group again. */
  private readAll(): void {
    this.isReadingRuns = true;
    this.changed.fire(undefined);
  }

  private draw(rows: readonly Node[]): void {
    if (rows.length > 0) this.changed.fire([...rows]);
  }

  /** The runs that have rows. */
  get runs(): readonly RunView[] {
    const now = this.deps.clock.now();
    return this.deps.board.runs.filter((run) => isShown(run, now));
  }

  retry(parentId: string): void {
    const parent = this.parents.get(parentId);
    if (!parent) return;
    this.rows.drop(parentId);
    this.changed.fire(parent);
  }

  /** Why what is below this parent could not be read. */
  async findFailure(parentId: string): Promise<AppError | undefined> {
    const parent = this.parents.get(parentId);
    const failed = parent && (await this.rows.list(parent)).find((row) => row.kind === 'failed');
    return failed && toAppError(failed.error);
  }

  /** Answers the first of the rows that were not there before. */
  async loadMore(parentId: string): Promise<Node | undefined> {
    const parent = this.parents.get(parentId);
    if (!parent) return undefined;
    const first = await this.rows.readNext(parent);
    if (first) this.parentOf.set(first, parent);
    this.changed.fire(parent);
    return first;
  }

  filterOf(parentId: string): string | undefined {
    return this.rows.filterOf(parentId);
  }

  /** Lists below this parent only the objects whose names begin so, or all of them; answers its row. */
  setFilter(parentId: string, prefix: string): Node | undefined {
    const parent = this.parents.get(parentId);
    this.rows.setFilter(parentId, prefix);
    if (parent) this.changed.fire(parent);
    return parent;
  }

  getParent(node: Node): Node | undefined {
    return this.parentOf.get(node);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    const rows = await this.listChildren(node);
    if (node) for (const row of rows) this.parentOf.set(row, node);
    return rows;
  }

  private async listChildren(node: Node | undefined): Promise<Node[]> {
    if (!node) return this.listGroups();
    switch (node.kind) {
      case 'group':
        return node.id === 'runs' ? this.listRuns() : this.listCloud(groups[node.id]);
      case 'bucket':
        this.look([node]);
        return this.listCloud(node);
      case 'folder':
        return this.listCloud(node);
      case 'domain':
        this.look([node]);
        return [...(await this.listFacts(node)), toDeliveryNode(node)];
      case 'delivery':
        return this.listDelivery(node);
      case 'run':
      case 'recommended':
        return [...this.runRows.childrenOf(node)];
      default:
        return [];
    }
  }

  getTreeItem(node: Node): vscode.TreeItem {
    // It may be filtered before it is opened.
    if (node.kind === 'bucket' || node.kind === 'folder') this.parents.set(node.id, node);
    return this.looks.toItem(node);
  }

  /** Reads what is not known yet of rows that the user has selected or expanded. */
  look(rows: readonly Node[]): void {
    this.late.lookAt(rows);
  }

  async resolveTreeItem(item: vscode.TreeItem, node: Node): Promise<vscode.TreeItem> {
    await this.looks.addTooltip(item, node);
    return item;
  }

  private listGroups(): Node[] {
    if (!this.deps.session.account || this.offline) return [];
    const first = this.runs.length > 0 ? groups.runs : startNode;
    return [first, groups.buckets, groups.domains];
  }

  private async listRuns(): Promise<Node[]> {
    await this.looks.loadRunLooks();
    this.isReadingRuns = false;
    return [...this.runRows.list(this.runs)];
  }

  /** The row of a run as VS Code has it or will list it, also while its group is closed; `undefined` where it has none. */
  async findRunRow(id: string): Promise<Node | undefined> {
    await this.looks.loadRunLooks();
    const row = this.runRows.list(this.runs).find(({ argument }) => argument === id);
    if (row) this.parentOf.set(row, groups.runs);
    return row;
  }

  private async listFacts(node: NodeOf<'domain'>): Promise<Node[]> {
    await this.looks.loadRunLooks();
    const facts = listFacts(node, this.runsFor(node.argument));
    this.facts.set(node.id, facts);
    return facts;
  }

  private runsFor(domain: string): readonly RunView[] {
    return this.runs.filter(({ record }) => record.plan.domain === domain);
  }

  /** The settings below a domain; how they look is loaded with the first of them. */
  private async listDelivery(node: NodeOf<'delivery'>): Promise<Node[]> {
    await this.looks.loadDeliveryLooks();
    return this.listCloud(node);
  }

  private async listCloud(parent: CloudParent): Promise<Node[]> {
    this.parents.set(parent.id, parent);
    const rows = await this.rows.list(parent);
    this.late.want(rows);
    this.https.want(rows);
    if (parent.kind === 'group' && !this.reach.note(parent.id, rows) && isOffline(rows)) this.goOffline();
    return [...rows];
  }

  /** Without a network the view says so as a whole, with one button. */
  private goOffline(): void {
    if (this.offline) return;
    this.setOffline(true);
    this.readAll();
  }

  private setOffline(offline: boolean): void {
    this.offline = offline;
    setContext('ossCdn.offline', offline);
  }
}

function isOffline(rows: readonly Node[]): boolean {
  return rows.some((row) => row.kind === 'failed' && isErrorOf(row.error, 'offline'));
}
