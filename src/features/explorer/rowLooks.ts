import type * as vscode from 'vscode';
import type { RunView } from '../../core/onboarding/run/run.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import type { ObjectHead } from '../../core/ports/oss.js';
import { accountTooltip } from '../../host/account/accountText.js';
import type { FeatureDeps } from '../../host/deps.js';
import { setTooltip, treeItem } from '../../host/display.js';
import {
  bucketLook,
  bucketTooltip,
  collapsibleState,
  folderLook,
  groupLook,
  objectLook,
  objectTooltip,
  type RowLook,
} from './cloudItems.js';
import { type DomainKnowledge, factLines, factLook } from './domain/domainFacts.js';
import { domainLook, domainTooltip } from './domain/domainItem.js';
import type { HttpsFacts } from './domain/httpsFacts.js';
import type { LateFacts } from './lateFacts.js';
import type { Node, NodeOf } from './node.js';
import { deliveryLook, noteLook } from './noteItems.js';

/** What the looks of rows depend on. */
export interface LookMeans {
  readonly deps: Pick<FeatureDeps, 'session' | 'board' | 'clock'>;
  readonly late: LateFacts;
  readonly https: HttpsFacts;
  /** The runs of a domain that have rows. */
  readonly runsFor: (domain: string) => readonly RunView[];
}

/** How the rows of the tree look, by what is known of each now. */
export class RowLooks {
  /** How rows of runs look; loaded with the first of them. */
  private runLooks: typeof import('./runs/runItems.js') | undefined;
  private deliveryLooks: typeof import('./delivery/deliveryItems.js') | undefined;
  /** How rows of runs were drawn last. */
  private readonly drawn = new WeakMap<Node, string>();

  constructor(private readonly means: LookMeans) {}

  /** Loads how rows of runs, and of what is known of a domain, look: before they are listed. */
  async loadRunLooks(): Promise<void> {
    this.runLooks ??= await import('./runs/runItems.js');
  }

  /** Likewise for the settings of a domain. */
  async loadDeliveryLooks(): Promise<void> {
    this.deliveryLooks ??= await import('./delivery/deliveryItems.js');
  }

  toItem(node: Node): vscode.TreeItem {
    const look = this.look(node);
    if (node.kind === 'run' || node.kind === 'step' || node.kind === 'fact') this.drawn.set(node, JSON.stringify(look));
    return treeItem({ ...look, id: node.id, collapsibleState: collapsibleState(node, this.activityOf(node)) });
  }

  /** What was never drawn, below a closed row, is drawn when that is opened. */
  looksDifferent(node: Node): boolean {
    const before = this.drawn.get(node);
    return before !== undefined && before !== JSON.stringify(this.look(node));
  }

  /** Gives a row the tooltip that needs more than its listing. */
  async addTooltip(item: vscode.TreeItem, node: Node): Promise<void> {
    const late = this.means.late.get(node.id);
    if (node.kind === 'domain') {
      await this.loadRunLooks();
      const lines = factLines(node, this.means.runsFor(node.argument), this.knowledgeOf(node.domain));
      setTooltip(item, domainTooltip(node, late, lines, await this.means.https.read(node)));
    }
    if (node.kind === 'bucket') setTooltip(item, bucketTooltip(node, late));
    // Without the permission to read it the tooltip says what the listing does.
    if (node.kind === 'object') setTooltip(item, objectTooltip(node, await this.readHead(node).catch(() => undefined)));
  }

  private async readHead({ argument: { bucket, key } }: NodeOf<'object'>): Promise<ObjectHead | undefined> {
    const { oss } = await this.means.deps.session.cloud();
    return oss.readObjectHead(bucket, key, new AbortController().signal);
  }

  private knowledgeOf(domain: CdnDomain): DomainKnowledge {
    const { deps, late, https, runsFor } = this.means;
    const now = deps.clock.now();
    const texts = runsFor(domain.name).map(
      (run) => [run.record.id, String(this.runLooks?.runLook(run, now).description ?? '')] as const,
    );
    return { late: late.get(`domain:${domain.name}`), https: https.judge(domain), runs: new Map(texts) };
  }

  private activityOf(node: Node): RunView['activity'] | undefined {
    return node.kind === 'run' ? this.findRun(node.argument)?.activity : undefined;
  }

  private look(node: Node): RowLook {
    const { deps, late, https } = this.means;
    switch (node.kind) {
      case 'group':
        return groupLook(node, accountTooltip(deps.session.account));
      case 'bucket':
        return bucketLook(node, late.get(node.id));
      case 'folder':
        return folderLook(node);
      case 'object':
        return objectLook(node);
      case 'domain':
        return domainLook(node, late.get(node.id), https.judge(node.domain));
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
      default:
        return noteLook(node);
    }
  }

  private runLook(node: NodeOf<'run'> | NodeOf<'step'>): RowLook {
    const run = this.findRun(node.argument);
    // The run was removed between listing and drawing; the next refresh takes the row away.
    if (!run || !this.runLooks) return {};
    const now = this.means.deps.clock.now();
    return node.kind === 'run' ? this.runLooks.runLook(run, now) : this.runLooks.stepLook(run, node.step, now);
  }

  private findRun(id: string): RunView | undefined {
    return this.means.deps.board.runs.find(({ record }) => record.id === id);
  }
}
