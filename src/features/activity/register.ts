import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { Activity, ActivityEntry, ChangePlace } from '../../core/activity/activity.js';
import { showDomain } from '../../core/domainName.js';
import type { PickItem } from '../../core/form.js';
import type { ClockPort } from '../../core/ports/local.js';
import { countText } from '../../core/text/countText.js';
import { momentText, shortDateTime } from '../../core/text/timeText.js';
import { type CommandDeps, guard, registerCommand } from '../../host/commands.js';
import { type ConsoleLinks, consoleLinks, type MenuPage } from '../../host/console/consoleLinks.js';
import { openUrl } from '../../host/console/openPage.js';
import { copyToClipboard, setTooltip, treeItem } from '../../host/display.js';
import { productOf } from '../../host/errors/errorButtons.js';
import { snapshotText } from '../../host/text/snapshotText.js';
import { actionText, changeTitle, subjectText } from './changeTitle.js';
import { type ActivityFeatureDeps, chooseChange, findChange } from './chooseChange.js';

/** Registers the view of changes in the cloud, and the commands on a change. */
export function registerActivity(deps: ActivityFeatureDeps & CommandDeps): vscode.Disposable {
  const { activity, session, log, clock } = deps;
  const tree = new ActivityTree(activity, clock);
  const view = vscode.window.createTreeView('ossCdn.activity', { treeDataProvider: tree });
  const load = () => {
    if (view.visible) void guard(log, 'load activity', () => activity.load());
  };
  return vscode.Disposable.from(
    view,
    view.onDidChangeVisibility(load),
    session.onDidChange(load),
    activity.onDidChange(() => tree.refresh()),
    registerCommand(deps, 'ossCdn.copyCallDetails', async (given) => {
      const entry = findChange(activity, given);
      if (entry) await copyToClipboard(log.redact(changeText(entry)));
    }),
    registerCommand(deps, 'ossCdn.undoChange', async (given) => {
      const canUndo = ({ undo }: { readonly undo?: unknown }) => undo !== undefined;
      const entry = await chooseChange(deps, given, vscode.l10n.t('Undo Change'), canUndo);
      if (!entry) return;
      const { undoChange } = await import('./undoChange.js');
      await undoChange(deps, entry);
    }),
    registerCommand(deps, 'ossCdn.openChangeConsole', (given) => openConsole(deps, given)),
  );
}

async function openConsole(deps: ActivityFeatureDeps, given: string | undefined): Promise<void> {
  const entry = findChange(deps.activity, given);
  const items = entry ? changePages(entry, consoleLinks(deps.settings.get('console'))) : [];
  if (items.length === 0) return;
  const [only, ...others] = items;
  const reply =
    only && others.length === 0 && only.detail === undefined
      ? ({ kind: 'value', value: only.value } as const)
      : await deps.ui.pick({
          title: vscode.l10n.t('Open Console Page'),
          placeholder: vscode.l10n.t('Choose a page'),
          items,
        });
  if (reply.kind === 'value') await openUrl(reply.value);
}

/** A change to the cloud; `argument` is passed to its commands. */
interface ChangeNode {
  readonly argument: string;
  readonly entry: ActivityEntry;
}

/** The changes in the cloud, newest first. */
export class ActivityTree implements vscode.TreeDataProvider<ChangeNode> {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly activity: Activity,
    private readonly clock: Pick<ClockPort, 'now'>,
  ) {}

  refresh(): void {
    this.changed.fire(undefined);
  }

  getChildren(node?: ChangeNode): ChangeNode[] {
    return node ? [] : this.activity.entries.map((entry) => ({ argument: entry.id, entry }));
  }

  getTreeItem({ argument, entry }: ChangeNode): vscode.TreeItem {
    const when = shortDateTime(entry.startedAt, this.clock.now());
    return treeItem({
      label: actionText(entry),
      id: argument,
      description: describe(entry, when),
      iconPath: iconOf(entry),
      contextValue: changeTokens(entry).join(';'),
      accessibilityInformation: {
        label: [changeTitle(entry), ...countOf(entry), changeOutcomeText(entry), when].join(', '),
      },
    });
  }

  resolveTreeItem(item: vscode.TreeItem, { entry }: ChangeNode): vscode.TreeItem {
    setTooltip(item, changeText(entry));
    return item;
  }
}

/**
 * The description of a narrow row: failure, count and subject, with the time at the end, where it may be cut off. The
 * icon shows an undone change.
 */
function describe(entry: ActivityEntry, when: string): string {
  const { failed, unknown } = entry;
  const isNews = (failed ?? unknown) !== undefined;
  const news = isNews ? [changeOutcomeText(entry)] : [];
  return [...news, ...countOf(entry), subjectText(entry), when].join(' · ');
}

function iconOf({ failed, unknown, undoneAt }: ActivityEntry): vscode.ThemeIcon {
  if (isProofAsked(failed)) return new vscode.ThemeIcon('info', new vscode.ThemeColor('charts.blue'));
  if (unknown !== undefined) return new vscode.ThemeIcon('question', new vscode.ThemeColor('list.warningForeground'));
  if (failed !== undefined) return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  if (undoneAt !== undefined) return new vscode.ThemeIcon('discard', new vscode.ThemeColor('disabledForeground'));
  return new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'));
}

/** The tokens of a change for `when` clauses of menus: whether it can be undone, and seen in the console. */
export function changeTokens(entry: ActivityEntry): readonly string[] {
  return [
    'change',
    ...(entry.undo === undefined ? [] : ['undo']),
    ...(entry.place === undefined && entry.failed === undefined ? [] : ['console']),
  ];
}

/** The pages to see a change or finish it by hand, and the vendor's page on its error. */
function changePages(entry: ActivityEntry, links: ConsoleLinks): readonly PickItem<string>[] {
  const place = entry.place ? placePages(entry.place, links) : [];
  const { failed, requestId } = entry;
  if (failed === undefined) return place;
  const value = links.errorHelp({
    code: failed,
    product: productOf(entry.action) ?? 'Oss',
    ...(requestId && { requestId }),
  });
  return [...place, { label: l10n.t('Error Center: {0}', failed), value }];
}

function placePages(place: ChangePlace, links: ConsoleLinks): readonly PickItem<string>[] {
  const row = (label: string, { url, menu }: MenuPage) => [{ label, detail: menu, value: url }];
  switch (place.kind) {
    case 'zone':
      return row(l10n.t('DNS Records: {0}', place.zone), links.zone(place.zone));
    case 'domain':
      return row(l10n.t('CDN Domain: {0}', showDomain(place.domain)), links.cdnDomainPage(place.domain, place.page));
    case 'bucket':
      return row(l10n.t('Bucket: {0}', place.bucket.name), links.bucket(place.bucket));
    case 'bucketDomains':
      return row(l10n.t('Bucket Domain Names: {0}', place.bucket.name), links.bucketDomains(place.bucket));
  }
}

/** Refusals with which OSS and CDN ask for a TXT record; an expected step, not a failure. */
const proofCodes: ReadonlySet<string> = new Set(['NeedVerifyDomainOwnership', 'DomainOwnerVerifyFail']);

/** Returns whether the vendor refused until ownership of the domain is proven. */
function isProofAsked(failed: string | undefined): boolean {
  return failed !== undefined && proofCodes.has(failed);
}

/** The result of a change in a word or two. */
function changeOutcomeText({ failed, unknown, undoneAt }: ActivityEntry): string {
  if (unknown !== undefined) return l10n.t('unknown result, no response received: {0}', unknown);
  if (isProofAsked(failed)) return l10n.t('ownership verification requested');
  if (failed !== undefined) return l10n.t('failed: {0}', failed);
  return undoneAt === undefined ? l10n.t({ message: 'done', comment: 'A change that took effect' }) : l10n.t('undone');
}

/** The number of calls of an entry, if several. */
function countOf({ calls }: ActivityEntry): readonly string[] {
  return calls === undefined ? [] : [l10n.t('calls: {0}', countText(calls))];
}

/** All details of a change, one per line, for its tooltip and for a ticket. */
export function changeText(entry: ActivityEntry): string {
  const { action, startedAt, durationMs, requestId, before, after } = entry;
  const lines = [
    changeTitle(entry),
    action,
    momentText(startedAt),
    [...countOf(entry), `${Math.round(durationMs)} ms`, changeOutcomeText(entry)].join(' · '),
    before && l10n.t('Before: {0}', snapshotText(before, after)),
    after && l10n.t('After: {0}', snapshotText(after, before)),
    requestId && `RequestId: ${requestId}`,
    entry.undoneAt !== undefined && l10n.t('Undone: {0}', momentText(entry.undoneAt)),
  ];
  return lines.filter(Boolean).join('\n');
}
