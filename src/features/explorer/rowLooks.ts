import * as vscode from 'vscode';
import { accountTooltip } from '../../core/account.js';
import { domainStatusText, nameRegion, nameType } from '../../core/cdn/domainText.js';
import { showDomain } from '../../core/domainName.js';
import { errorText } from '../../core/errorTexts/errorText.js';
import { certificateText } from '../../core/https/browserView.js';
import { type DomainHttps, httpsText } from '../../core/https/domainHttps.js';
import type { HttpsFact } from '../../core/https/readHttps.js';
import { l10n } from '../../core/l10n.js';
import type { RunView } from '../../core/onboarding/run/run.js';
import { bindableBucket } from '../../core/oss/binding.js';
import type { CdnDomain, DomainStatus } from '../../core/ports/cdn.js';
import type { ObjectHead } from '../../core/ports/oss.js';
import { markLive } from '../../host/contextKeys.js';
import type { FeatureDeps } from '../../host/deps.js';
import { setTooltip, treeItem } from '../../host/display.js';
import { bucketTooltip } from './bucketTooltip.js';
import {
  bucketLook,
  collapsibleState,
  deniedText,
  folderLook,
  groupLook,
  objectLook,
  objectTooltip,
  type RowLook,
  rangeLook,
} from './cloudItems.js';
import { settingLook } from './delivery/deliveryItems.js';
import { type DomainKnowledge, factLines, factLook } from './domain/domainFacts.js';
import { HttpsFacts } from './domain/httpsFacts.js';
import { isLive, type LateFact, LateFacts } from './lateFacts.js';
import type { Node, NodeOf } from './node.js';
import { deliveryLook, noteLook } from './noteItems.js';
import { recommendedLook, runLook, stepLook } from './runs/runItems.js';

/** The dependencies of the appearance of rows. */
interface LookMeans {
  readonly deps: Pick<FeatureDeps, 'session' | 'board' | 'clock' | 'settings' | 'memory' | 'log'>;
  /** Returns the runs of a domain that have a row. */
  readonly runsFor: (domain: string) => readonly RunView[];
  /** Receives rows about which something new is known. */
  readonly onChanged: (rows: readonly Node[]) => void;
}

/** The kinds of rows that may look different while they are listed. */
const mayChange: ReadonlySet<Node['kind']> = new Set(['run', 'step', 'fact', 'bucket', 'domain']);

/** Creates the visible parts of all rows from what is currently known, and reads the facts that their listing lacks. */
export class RowLooks {
  readonly late: LateFacts;
  readonly https: HttpsFacts;
  /** How each row that may change was last drawn. */
  private readonly drawn = new WeakMap<Node, string>();

  constructor(private readonly means: LookMeans) {
    const { deps, onChanged } = means;
    this.https = new HttpsFacts(deps, onChanged);
    this.late = new LateFacts(
      deps.session,
      () => deps.settings.get('verification.resolvers'),
      (node) => {
        if (isLive(node, this.late.get(node.id))) markLive(node.domain);
        onChanged([node]);
      },
    );
  }

  /** Drops all facts. */
  clear(): void {
    this.late.clear();
    this.https.clear();
  }

  toItem(node: Node): vscode.TreeItem {
    const look = this.look(node);
    if (mayChange.has(node.kind)) this.drawn.set(node, JSON.stringify(look));
    return treeItem({ ...look, id: node.id, collapsibleState: collapsibleState(node, this.activityOf(node)) });
  }

  /** A row that was never drawn, in a closed parent, is drawn when the parent opens. */
  looksDifferent(node: Node): boolean {
    const before = this.drawn.get(node);
    return before !== undefined && before !== JSON.stringify(this.look(node));
  }

  /** Sets a tooltip that needs more facts than the listing has. */
  async addTooltip(item: vscode.TreeItem, node: Node): Promise<void> {
    if (node.kind === 'domain') {
      const late = await this.late.look(node);
      const lines = factLines(node, this.means.runsFor(node.argument), this.knowledgeOf(node.domain));
      setTooltip(item, domainTooltip(node, late, lines, await this.https.read(node)));
    }
    if (node.kind === 'bucket')
      setTooltip(item, await bucketTooltip(node, () => this.late.look(node), this.means.deps));
    // Without permission the tooltip shows the listing only.
    if (node.kind === 'object') setTooltip(item, objectTooltip(node, await this.readHead(node).catch(() => undefined)));
  }

  private async readHead({ argument: { bucket, key } }: NodeOf<'object'>): Promise<ObjectHead | undefined> {
    const { oss } = await this.means.deps.session.cloud();
    return oss.readObjectHead(bucket, key, new AbortController().signal);
  }

  private knowledgeOf(domain: CdnDomain): DomainKnowledge {
    const { late, https } = this;
    const { deps, runsFor } = this.means;
    const now = deps.clock.now();
    const texts = runsFor(domain.name).map(
      (run) => [run.record.id, String(runLook(run, now).description ?? '')] as const,
    );
    return { late: late.get(`domain:${domain.name}`), https: https.judge(domain), runs: new Map(texts) };
  }

  private activityOf(node: Node): RunView['activity'] | undefined {
    return node.kind === 'run' ? this.findRun(node.argument)?.activity : undefined;
  }

  private look(node: Node): RowLook {
    const { late, https } = this;
    const { deps } = this.means;
    switch (node.kind) {
      case 'group':
        return groupLook(node, accountTooltip(deps.session.account));
      case 'bucket':
        return bucketLook(node, late.get(node.id));
      case 'folder':
        return folderLook(node);
      case 'object':
        return objectLook(node);
      case 'range':
        return rangeLook(node);
      case 'domain':
        return domainLook(node, late.get(node.id), https.judge(node.domain), this.isUnderWay(node.domain.name));
      case 'fact':
        return factLook(node, this.knowledgeOf(node.domain));
      case 'delivery':
        return deliveryLook();
      case 'setting':
        return settingLook(node);
      case 'run':
      case 'step':
        return this.lookOfRun(node);
      case 'recommended':
        return recommendedLook();
      default:
        return noteLook(node);
    }
  }

  private lookOfRun(node: NodeOf<'run'> | NodeOf<'step'>): RowLook {
    const run = this.findRun(node.argument);
    // The run was removed meanwhile. The next refresh removes the row.
    if (!run) return {};
    const now = this.means.deps.clock.now();
    return node.kind === 'run' ? runLook(run, now) : stepLook(run, node.step, now);
  }

  /** Returns whether the domain has an onboarding that has not changed DNS yet. */
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

/**
 * Returns the visible parts of a domain row: its status, its origin and, once known, whether CDN sees its CNAME. The latter is left out while its onboarding
 * `isUnderWay`.
 */
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
    unseen ? l10n.t('no CNAME detected') : undefined,
    httpsText(https),
    isUnrefreshed(domain, late) ? l10n.t('no automatic refresh') : undefined,
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
    accessibilityInformation: { label: l10n.t('CDN domain {0}, {1}', name, description) },
  };
}

function iconOf(domain: CdnDomain, unseen: boolean, https: DomainHttps): readonly [string, string] {
  const isBroken = https.kind === 'expired' || https.kind === 'wrongName' || (https.kind === 'ending' && https.urgent);
  if (domain.status === 'online' && isBroken) return ['error', 'list.errorForeground'];
  const isWarned = unseen || (domain.status === 'online' && (https.kind === 'ending' || https.kind === 'untrusted'));
  return isWarned ? ['warning', 'list.warningForeground'] : statusIcons[domain.status];
}

/**
 * Returns the tooltip of a domain, which is resolved on hover. `facts` are the texts of the rows below it. All values are plain text, so that no Markdown is
 * rendered.
 */
export function domainTooltip(
  { domain }: NodeOf<'domain'>,
  late: LateFact | undefined,
  facts: readonly string[],
  https?: HttpsFact,
): string {
  const lines = [
    showDomain(domain.name),
    l10n.t('Status: {0}', domainStatusText(domain.status)),
    ...facts,
    ...(https?.certificate ? [l10n.t('At the edge: {0}', certificateText(https.certificate))] : []),
    l10n.t('Business type: {0}', nameType(domain.type)),
    ...(domain.region ? [l10n.t('Acceleration region: {0}', nameRegion(domain.region))] : []),
  ];
  if (isUnrefreshed(domain, late))
    lines.push(
      l10n.t(
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

/** Returns whether publishing does not refresh the domain automatically. A domain that was never online has no cached copies, so only online domains count. */
function isUnrefreshed({ status }: CdnDomain, late: LateFact | undefined): boolean {
  return status === 'online' && late?.kind === 'domain' && late.bound === false;
}

function originText({ sources }: CdnDomain): string | undefined {
  const [first] = sources;
  if (!first) return undefined;
  // For a bucket's host name, shows the bucket alone.
  const name = first.type === 'oss' ? first.content.replace(/\.oss-[a-z0-9-]+\.aliyuncs\.com$/, '') : first.content;
  return sources.length > 1 ? l10n.t('{0} and {1} more', name, sources.length - 1) : name;
}

/** Returns the tokens of a domain for `when` clauses of menus. A domain that can be bound counts as bound until it is known not to be. */
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
