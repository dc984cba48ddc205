import * as vscode from 'vscode';
import { showDomain } from '../../core/domainName.js';
import type { DomainHttps } from '../../core/https/domainHttps.js';
import type { HttpsFact } from '../../core/https/readHttps.js';
import type { RunView } from '../../core/onboarding/run/run.js';
import { bindableBucket } from '../../core/oss/binding.js';
import type { CdnDomain, DomainStatus } from '../../core/ports/cdn.js';
import type { ObjectHead } from '../../core/ports/oss.js';
import { accountTooltip } from '../../host/account/accountText.js';
import type { FeatureDeps } from '../../host/deps.js';
import { setTooltip, treeItem } from '../../host/display.js';
import { errorText } from '../../host/errors/presentError.js';
import { certificateText } from '../../host/text/browserText.js';
import { domainStatusText, nameRegion, nameType } from '../../host/text/domainText.js';
import { httpsText } from '../../host/text/https/domainHttpsText.js';
import {
  bucketLook,
  collapsibleState,
  deniedText,
  folderLook,
  groupLook,
  objectLook,
  objectTooltip,
  type RowLook,
} from './cloudItems.js';
import { type DomainKnowledge, factLines, factLook } from './domain/domainFacts.js';
import type { HttpsFacts } from './domain/httpsFacts.js';
import type { LateFact, LateFacts } from './lateFacts.js';
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

/** Rows that may look different while they are listed. */
const mayChange: ReadonlySet<Node['kind']> = new Set(['run', 'step', 'fact', 'bucket', 'domain']);

/** How the rows of the tree look, by what is known of each now. */
export class RowLooks {
  /** How rows of runs look; loaded with the first of them. */
  private runLooks: typeof import('./runs/runItems.js') | undefined;
  private deliveryLooks: typeof import('./delivery/deliveryItems.js') | undefined;
  /** How these rows were drawn last. */
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
    if (mayChange.has(node.kind)) this.drawn.set(node, JSON.stringify(look));
    return treeItem({ ...look, id: node.id, collapsibleState: collapsibleState(node, this.activityOf(node)) });
  }

  /** What was never drawn, below a closed row, is drawn when that is opened. */
  looksDifferent(node: Node): boolean {
    const before = this.drawn.get(node);
    return before !== undefined && before !== JSON.stringify(this.look(node));
  }

  /** Gives a row the tooltip that needs more than its listing. */
  async addTooltip(item: vscode.TreeItem, node: Node): Promise<void> {
    if (node.kind === 'domain') {
      const [late] = await Promise.all([this.means.late.look(node), this.loadRunLooks()]);
      const lines = factLines(node, this.means.runsFor(node.argument), this.knowledgeOf(node.domain));
      setTooltip(item, domainTooltip(node, late, lines, await this.means.https.read(node)));
    }
    if (node.kind === 'bucket') {
      const { bucketTooltip } = await import('./bucketTooltip.js');
      setTooltip(item, await bucketTooltip(node, () => this.means.late.look(node), this.means.deps));
    }
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
        return domainLook(node, late.get(node.id), https.judge(node.domain), this.isUnderWay(node.domain.name));
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

  /** Whether the onboarding of the domain has not come to its DNS yet. */
  private isUnderWay(domain: string): boolean {
    const { runs } = this.means.deps.board;
    return runs.some(({ record: { plan, facts } }) => plan.domain === domain && !plan.task && !facts.record.seen);
  }

  private findRun(id: string): RunView | undefined {
    return this.means.deps.board.runs.find(({ record }) => record.id === id);
  }
}

const statusIcons = {
  online: ['pass', 'testing.iconPassed'],
  offline: ['circle-slash', 'disabledForeground'],
  configuring: ['sync', 'charts.blue'],
  configure_failed: ['error', 'list.errorForeground'],
  checking: ['clock', 'charts.blue'],
  check_failed: ['error', 'list.errorForeground'],
  stopping: ['sync', 'disabledForeground'],
  deleting: ['sync', 'disabledForeground'],
} satisfies Record<DomainStatus, readonly [string, string]>;

/** How an accelerated domain looks: status and origin at once, CDN's view of its CNAME when it is known, unless its onboarding `isUnderWay`. */
export function domainLook(
  { domain }: NodeOf<'domain'>,
  late: LateFact | undefined,
  https: DomainHttps,
  isUnderWay = false,
): RowLook {
  const name = showDomain(domain.name);
  const unseen = isUnseen(domain, late) && !isUnderWay;
  const words = [
    domainStatusText(domain.status),
    unseen ? vscode.l10n.t('no CNAME detected') : undefined,
    httpsText(https),
    isUnrefreshed(domain, late) ? vscode.l10n.t('no automatic refresh') : undefined,
    originText(domain),
    deniedText(late),
  ];
  const description = words.filter(Boolean).join(' · ');
  const [icon, color] = iconOf(domain, unseen, https);
  return {
    label: name,
    description,
    iconPath: new vscode.ThemeIcon(icon, new vscode.ThemeColor(color)),
    contextValue: domainTokens(domain, late, https).join(';'),
    accessibilityInformation: { label: vscode.l10n.t('CDN domain {0}, {1}', name, description) },
  };
}

function iconOf(domain: CdnDomain, unseen: boolean, https: DomainHttps): readonly [string, string] {
  const isBroken = https.kind === 'expired' || https.kind === 'wrongName' || (https.kind === 'ending' && https.urgent);
  if (domain.status === 'online' && isBroken) return ['error', 'list.errorForeground'];
  const isWarned = unseen || (domain.status === 'online' && (https.kind === 'ending' || https.kind === 'untrusted'));
  return isWarned ? ['warning', 'list.warningForeground'] : statusIcons[domain.status];
}

/** The tooltip of a domain, resolved on hover; `facts` are what the rows below it say. Values are plain text, so nothing in them is rendered as Markdown. */
export function domainTooltip(
  { domain }: NodeOf<'domain'>,
  late: LateFact | undefined,
  facts: readonly string[],
  https?: HttpsFact,
): string {
  const lines = [
    showDomain(domain.name),
    vscode.l10n.t('Status: {0}', domainStatusText(domain.status)),
    ...facts,
    ...(https?.certificate ? [vscode.l10n.t('At the edge: {0}', certificateText(https.certificate))] : []),
    vscode.l10n.t('Business type: {0}', nameType(domain.type)),
    ...(domain.region ? [vscode.l10n.t('Acceleration region: {0}', nameRegion(domain.region))] : []),
  ];
  if (isUnrefreshed(domain, late))
    lines.push(
      vscode.l10n.t(
        'No automatic refresh: the domain is not bound to its bucket. Publish on save to refresh the files that you save.',
      ),
    );
  if (late?.kind === 'denied') lines.push(errorText(late.error));
  if (domain.description) lines.push(domain.description);
  return lines.join('\n');
}

function isUnseen(domain: CdnDomain, late: LateFact | undefined): boolean {
  return domain.status === 'online' && late?.kind === 'domain' && !late.configured;
}

/** Before a domain is online it has never been refreshed, and afterwards there is nothing to refresh. */
function isUnrefreshed({ status }: CdnDomain, late: LateFact | undefined): boolean {
  return status === 'online' && late?.kind === 'domain' && late.bound === false;
}

function originText({ sources }: CdnDomain): string | undefined {
  const [first] = sources;
  if (!first) return undefined;
  // Of a bucket's host name only the bucket is news.
  const name = first.type === 'oss' ? first.content.replace(/\.oss-[a-z0-9-]+\.aliyuncs\.com$/, '') : first.content;
  return sources.length > 1 ? vscode.l10n.t('{0} and {1} more', name, sources.length - 1) : name;
}

/** Tokens that `when` clauses of the menus look for. A domain that may be bound counts as bound until it is known not to be. */
export function domainTokens(domain: CdnDomain, late: LateFact | undefined, https?: DomainHttps): readonly string[] {
  const isUnbound = late?.kind === 'domain' && late.bound === false;
  return [
    'domain',
    ...(domain.cname === undefined ? [] : ['cname']),
    domain.status,
    ...(bindableBucket(domain) ? [isUnbound ? 'unbound' : 'bound'] : []),
    ...(domain.httpsOn ? ['https'] : []),
    ...(https?.kind === 'ending' || https?.kind === 'expired' ? ['ending'] : []),
  ];
}
