import * as vscode from 'vscode';
import { type AppError, toAppError } from '../../core/errors.js';
import type { RunView } from '../../core/onboarding/run/run.js';
import { throughUploadDomain } from '../../core/oss/bucketAddress.js';
import { listPinned } from '../../core/oss/pinnedBuckets.js';
import type { BucketRef } from '../../core/ports/oss.js';
import { type CdnTarget, folderRowId } from '../../host/commandIds.js';
import { setContext } from '../../host/contextKeys.js';
import type { FeatureDeps } from '../../host/deps.js';
import { withProgress } from '../../host/display.js';
import { listFacts } from './domain/domainFacts.js';
import { groups, type Node, type NodeOf, startNode } from './node.js';
import { isOffline, Reach } from './reach.js';
import type { RowLooks } from './rowLooks.js';
import { type CloudParent, Rows, toDeliveryNode } from './rows.js';
import { isShown, RunRows } from './runs/runRows.js';

type Deps = Pick<FeatureDeps, 'session' | 'board' | 'clock' | 'settings' | 'memory' | 'log'>;

/** The data of the tree view for one account: its running onboardings, buckets and CDN domains. */
export class ExplorerTree implements vscode.TreeDataProvider<Node> {
  private readonly changed = new vscode.EventEmitter<Node | Node[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly rows: Rows;
  private readonly runRows = new RunRows();
  /** Creates the visible parts of rows, and reads further facts. Loaded before the first rows are listed. */
  private looks: RowLooks | undefined;
  /** The rows below each opened domain, by its id. */
  private readonly facts = new Map<string, NodeOf<'fact'>[]>();
  /** Parent rows by id, so that each can be refreshed separately. */
  private readonly parents = new Map<string, CloudParent>();
  /** The parent of each row, which VS Code needs to reveal a row. */
  private readonly parentOf = new WeakMap<Node, Node>();
  readonly reach = new Reach();
  private offline = false;
  /** Whether VS Code has been told to read the runs and has not done so yet. */
  private isReadingRuns = false;

  constructor(private readonly deps: Deps) {
    const reach = (bucket: BucketRef) => throughUploadDomain(deps.board.runs, bucket);
    const onPart = (parent: CloudParent, replaced: Promise<boolean>) => {
      const shown = replaced.then((isOther) => isOther && this.changed.fire(parent));
      void withProgress({ location: { viewId: 'ossCdn.explorer' } }, () => shown);
    };
    this.rows = new Rows({ session: deps.session, reach, pinned: () => listPinned(deps), onPart });
  }

  /** Reads the groups again that could not be reached. Their old rows stay until a group can be read. */
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

  /** Drops all rows, and reads those that are open again. */
  refresh(): void {
    this.rows.clear();
    this.looks?.clear();
    this.reach.clear();
    this.setOffline(false);
    this.readAll();
  }

  /**
   * Reads the CDN domains again. If they are the same as before, refreshes each row separately, because refreshing the group would make VS Code forget the
   * rows for a moment and a menu command would then not get its row.
   */
  async refreshDomains(): Promise<void> {
    const same = await this.rows.renew(groups.domains);
    // There is none, or a newer reading will tell.
    if (same?.length === 0) return;
    // Open settings of domains are read again.
    this.rows.dropAll('delivery');
    this.looks?.https.clear();
    if (!same) return this.changed.fire(groups.domains);
    this.looks?.late.renew(same);
    this.looks?.https.want(same);
    this.draw(same);
  }

  /** Reads the facts that need a call for each of these rows. The user has selected or expanded them. */
  look(rows: readonly Node[]): void {
    this.looks?.late.lookAt(rows);
  }

  /** Reads a row and its children again. The row is given by its command argument. For a domain, throws the cloud's error. */
  async refreshRow(target: CdnTarget): Promise<void> {
    if (typeof target === 'string') return this.refreshDomain(target);
    const id = 'key' in target ? folderRowId(target.bucket.name, target.key) : folderRowId(target.name, '');
    const row = this.parents.get(id);
    if (row?.kind === 'bucket') this.looks?.late.renew([row]);
    this.retry(id);
  }

  private async refreshDomain(name: string): Promise<void> {
    const row = await this.rows.renewDomain(name);
    if (!row) return this.refreshDomains();
    this.rows.drop(`delivery:${name}`);
    this.looks?.late.renew([row]);
    this.looks?.https.renew(name);
    this.draw([row]);
  }

  /** Reads the list of certificates again, in one call. */
  renewCertificates(): void {
    this.looks?.https.renew();
  }

  /**
   * Shows the current state of the runs. Refreshes only the rows whose appearance has changed, since VS Code then also reads their steps again. Refreshes
   * the groups when the first run appears or the last run is removed.
   */
  showRuns(isGroupChanged: boolean): void {
    if (isGroupChanged) {
      this.readAll();
      return;
    }
    // VS Code loses rows that are refreshed while it still reads their neighbours. It will read their new look anyway.
    const rows = this.isReadingRuns ? [] : this.runRows.allOf(this.runs);
    const facts = [...this.facts.values()].flat();
    if (!rows) {
      this.isReadingRuns = true;
      this.changed.fire(groups.runs);
    }
    this.drawDifferent([...(rows ?? []), ...facts]);
  }

  /** Refreshes every group of the tree. */
  private readAll(): void {
    this.isReadingRuns = true;
    this.changed.fire(undefined);
  }

  private drawDifferent(rows: readonly Node[]): void {
    this.draw(rows.filter((row) => this.looks?.looksDifferent(row)));
  }

  private draw(rows: readonly Node[]): void {
    if (rows.length > 0) this.changed.fire([...rows]);
  }

  /** The runs that currently have a row. */
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

  /** Returns the error with which the children of this parent could not be read, or `undefined` if there was none. */
  async findFailure(parentId: string): Promise<AppError | undefined> {
    const parent = this.parents.get(parentId);
    const failed = parent && (await this.rows.list(parent)).find((row) => row.kind === 'failed');
    return failed && toAppError(failed.error);
  }

  /** Loads the next page of a parent's children and returns its first new row. */
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

  /** Filters the objects below a parent by a prefix, or shows all of them for empty text. Returns the row of the parent. */
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
    await this.loadLooks();
    if (node) this.look([node]);
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
      case 'folder':
      case 'range':
      case 'delivery':
        return this.listCloud(node);
      case 'domain':
        return [...this.listFacts(node), toDeliveryNode(node)];
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
    return this.looks?.toItem(node) ?? {};
  }

  async resolveTreeItem(item: vscode.TreeItem, node: Node): Promise<vscode.TreeItem> {
    await this.looks?.addTooltip(item, node);
    return item;
  }

  private listGroups(): Node[] {
    if (!this.deps.session.account || this.offline) return [];
    const first = this.runs.length > 0 ? groups.runs : startNode;
    return [first, groups.buckets, groups.domains];
  }

  private listRuns(): Node[] {
    this.isReadingRuns = false;
    return [...this.runRows.list(this.runs)];
  }

  /** Returns the row of a run, even if its group is closed or the row has not been listed yet. Resolves to `undefined` if the run has no row. */
  async findRunRow(id: string): Promise<Node | undefined> {
    await this.loadLooks();
    const row = this.runRows.list(this.runs).find(({ argument }) => argument === id);
    if (row) this.parentOf.set(row, groups.runs);
    return row;
  }

  private listFacts(node: NodeOf<'domain'>): Node[] {
    const facts = listFacts(node, this.runsFor(node.argument));
    this.facts.set(node.id, facts);
    return facts;
  }

  private runsFor(domain: string): readonly RunView[] {
    return this.runs.filter(({ record }) => record.plan.domain === domain);
  }

  private async loadLooks(): Promise<void> {
    if (this.looks) return;
    const { RowLooks: Looks } = await import('./lateRows.js');
    this.looks ??= new Looks({
      deps: this.deps,
      runsFor: (domain) => this.runsFor(domain),
      onChanged: (rows) => this.drawDifferent(rows.flatMap((row) => [row, ...(this.facts.get(row.id) ?? [])])),
    });
  }

  private async listCloud(parent: CloudParent): Promise<Node[]> {
    this.parents.set(parent.id, parent);
    const rows = await this.rows.list(parent);
    this.looks?.late.want(rows);
    this.looks?.https.want(rows);
    if (parent.kind === 'group' && !this.reach.note(parent.id, rows) && isOffline(rows)) this.goOffline();
    return [...rows];
  }

  /** Switches to the offline state, in which the whole view shows one message with a button. */
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
