import * as vscode from 'vscode';
import { type AppError, isErrorOf, toAppError } from '../../core/errors.js';
import type { RunView } from '../../core/onboarding/run/run.js';
import { throughUploadDomain } from '../../core/oss/bucketAddress.js';
import { listPinned } from '../../core/oss/pinnedBuckets.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import type { BucketRef } from '../../core/ports/oss.js';
import { accountTooltip } from '../../host/account/accountText.js';
import { setContext } from '../../host/contextKeys.js';
import type { FeatureDeps } from '../../host/deps.js';
import { setTooltip, treeItem } from '../../host/display.js';
import { bucketLook, bucketTooltip, folderLook, objectLook, type RowLook } from './cloudItems.js';
import { type DomainKnowledge, factLines, factLook, listFacts } from './domain/domainFacts.js';
import { domainLook, domainTooltip } from './domain/domainItem.js';
import { remindWhenDue } from './domain/remindWhenDue.js';
import { HttpsFacts } from './httpsFacts.js';
import { isLive, LateFacts } from './lateFacts.js';
import { type CloudParent, toDeliveryNode } from './listing.js';
import { groups, type Node, type NodeOf, startNode } from './node.js';
import { addBucketLook, deliveryLook, emptyLook, failedLook, groupLook, moreLook, startLook } from './noteItems.js';
import { Rows } from './rows.js';
import { isShown, RunRows } from './runRows.js';

type Deps = Pick<FeatureDeps, 'session' | 'board' | 'clock' | 'settings' | 'memory' | 'log'>;

/** The tree of one account: its running onboardings, buckets and CDN domains. */
export class ExplorerTree implements vscode.TreeDataProvider<Node> {
  private readonly changed = new vscode.EventEmitter<Node | Node[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly rows: Rows;
  private readonly late: LateFacts;
  private readonly https: HttpsFacts;
  private readonly runRows = new RunRows();
  /** How rows of runs look; loaded with the first of them. */
  private runLooks: typeof import('./runItems.js') | undefined;
  private deliveryLooks: typeof import('./delivery/deliveryItems.js') | undefined;
  /** How rows of runs were drawn last. */
  private readonly drawn = new WeakMap<Node, string>();
  /** The rows below each domain that was opened, by its id. */
  private readonly facts = new Map<string, NodeOf<'fact'>[]>();
  /** Parents by id, so that one can be refreshed alone. */
  private readonly parents = new Map<string, CloudParent>();
  private offline = false;

  constructor(private readonly deps: Deps) {
    const reach = (bucket: BucketRef) => throughUploadDomain(deps.board.runs, bucket);
    this.rows = new Rows({ session: deps.session, reach, pinned: () => listPinned(deps) });
    this.https = new HttpsFacts(deps.session, deps.clock, (rows) => this.draw(rows), remindWhenDue(deps));
    this.late = new LateFacts(
      deps.session,
      () => deps.settings.get('verification.resolvers'),
      (node) => {
        if (isLive(node, this.late.get(node.id))) setContext('ossCdn.hasLiveDomain', true);
        this.changed.fire(node);
      },
    );
  }

  /** Forgets all rows and reads again what is open. */
  refresh(): void {
    this.rows.clear();
    this.late.clear();
    this.https.clear();
    this.setOffline(false);
    this.changed.fire(undefined);
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
    this.late.forget('domain');
    this.https.clear();
    if (!same) return this.changed.fire(groups.domains);
    this.late.want(same);
    this.https.want(same);
    this.draw(same);
  }

  /** Reads the list of certificates again, one call for all domains. */
  renewCertificates(): void {
    this.https.renew();
  }

  /**
   * Shows the runs as the board has them, and of the same runs only what looks different now (with a run, VS Code reads its
   * steps again); the groups too when the first run came or the last one went.
   */
  showRuns(existenceChanged: boolean): void {
    if (existenceChanged) {
      this.changed.fire(undefined);
      return;
    }
    const rows = this.runRows.allOf(this.runs);
    const facts = [...this.facts.values()].flat();
    if (!rows) this.changed.fire(groups.runs);
    this.draw([...(rows ?? []), ...facts].filter((row) => this.looksDifferent(row)));
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

  async loadMore(parentId: string): Promise<void> {
    const parent = this.parents.get(parentId);
    if (!parent) return;
    await this.rows.readNext(parent);
    this.changed.fire(parent);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (!node) return this.listGroups();
    switch (node.kind) {
      case 'group':
        return node.id === 'runs' ? this.listRuns() : this.listCloud(groups[node.id]);
      case 'bucket':
      case 'folder':
        return this.listCloud(node);
      case 'domain':
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
    const look = this.look(node);
    if (node.kind === 'run' || node.kind === 'step' || node.kind === 'fact') this.drawn.set(node, JSON.stringify(look));
    return treeItem({ ...look, id: node.id, collapsibleState: this.collapsibleState(node) });
  }

  private looksDifferent(node: Node): boolean {
    const before = this.drawn.get(node);
    // What was never drawn, below a closed row, is drawn when that is opened.
    return before !== undefined && before !== JSON.stringify(this.look(node));
  }

  async resolveTreeItem(item: vscode.TreeItem, node: Node): Promise<vscode.TreeItem> {
    const late = this.late.get(node.id);
    if (node.kind === 'domain') {
      await this.loadRunLooks();
      const lines = factLines(node, this.runsFor(node.argument), this.knowledgeOf(node.domain));
      setTooltip(item, domainTooltip(node, late, lines, await this.https.read(node)));
    }
    if (node.kind === 'bucket') setTooltip(item, bucketTooltip(node, late));
    return item;
  }

  private listGroups(): Node[] {
    if (!this.deps.session.account || this.offline) return [];
    const first = this.runs.length > 0 ? groups.runs : startNode;
    return [first, groups.buckets, groups.domains];
  }

  private async listRuns(): Promise<Node[]> {
    await this.loadRunLooks();
    return [...this.runRows.list(this.runs)];
  }

  private async loadRunLooks(): Promise<void> {
    this.runLooks ??= await import('./runItems.js');
  }

  private async listFacts(node: NodeOf<'domain'>): Promise<Node[]> {
    await this.loadRunLooks();
    const facts = listFacts(node, this.runsFor(node.argument));
    this.facts.set(node.id, facts);
    return facts;
  }

  private runsFor(domain: string): readonly RunView[] {
    return this.runs.filter(({ record }) => record.plan.domain === domain);
  }

  private knowledgeOf(domain: CdnDomain): DomainKnowledge {
    const now = this.deps.clock.now();
    const texts = this.runsFor(domain.name).map(
      (run) => [run.record.id, String(this.runLooks?.runLook(run, now).description ?? '')] as const,
    );
    return { late: this.late.get(`domain:${domain.name}`), https: this.https.judge(domain), runs: new Map(texts) };
  }

  /** The settings below a domain; how they look is loaded with the first of them. */
  private async listDelivery(node: NodeOf<'delivery'>): Promise<Node[]> {
    this.deliveryLooks ??= await import('./delivery/deliveryItems.js');
    return this.listCloud(node);
  }

  private async listCloud(parent: CloudParent): Promise<Node[]> {
    this.parents.set(parent.id, parent);
    const rows = await this.rows.list(parent);
    this.late.want(rows);
    this.https.want(rows);
    const failed = rows.find((row) => row.kind === 'failed');
    if (parent.kind === 'group' && failed && isErrorOf(failed.error, 'offline')) this.goOffline();
    return [...rows];
  }

  /** Without a network the view says so as a whole, with one button. */
  private goOffline(): void {
    if (this.offline) return;
    this.setOffline(true);
    this.changed.fire(undefined);
  }

  private setOffline(offline: boolean): void {
    this.offline = offline;
    setContext('ossCdn.offline', offline);
  }

  private collapsibleState(node: Node): vscode.TreeItemCollapsibleState {
    if (node.kind === 'group') return vscode.TreeItemCollapsibleState.Expanded;
    if (node.kind === 'run')
      return this.findRun(node.argument)?.activity === 'finished'
        ? vscode.TreeItemCollapsibleState.Collapsed
        : vscode.TreeItemCollapsibleState.Expanded;
    return ['bucket', 'folder', 'domain', 'delivery', 'recommended'].includes(node.kind)
      ? vscode.TreeItemCollapsibleState.Collapsed
      : vscode.TreeItemCollapsibleState.None;
  }

  private look(node: Node): RowLook {
    switch (node.kind) {
      case 'group':
        return groupLook(node, accountTooltip(this.deps.session.account));
      case 'bucket':
        return bucketLook(node, this.late.get(node.id));
      case 'folder':
        return folderLook(node);
      case 'object':
        return objectLook(node);
      case 'domain':
        return domainLook(node, this.late.get(node.id), this.https.judge(node.domain));
      case 'fact':
        return factLook(node, this.knowledgeOf(node.domain));
      case 'delivery':
        return deliveryLook();
      case 'setting':
        return this.deliveryLooks?.settingLook(node) ?? {};
      case 'run':
      case 'step':
        return this.runLook(node);
      case 'recommended':
        return this.runLooks?.recommendedLook() ?? {};
      case 'empty':
        return emptyLook(node);
      case 'failed':
        return failedLook(node);
      case 'addBucket':
        return addBucketLook();
      case 'start':
        return startLook();
      case 'more':
        return moreLook(node);
    }
  }

  private runLook(node: NodeOf<'run'> | NodeOf<'step'>): RowLook {
    const run = this.findRun(node.argument);
    // The run was removed between listing and drawing; the next refresh takes the row away.
    if (!run || !this.runLooks) return {};
    const now = this.deps.clock.now();
    return node.kind === 'run' ? this.runLooks.runLook(run, now) : this.runLooks.stepLook(run, node.step, now);
  }

  private findRun(id: string): RunView | undefined {
    return this.deps.board.runs.find(({ record }) => record.id === id);
  }
}
