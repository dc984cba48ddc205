import * as vscode from 'vscode';
import { type Activity, type ActivityEntry, canUndo } from '../../core/activity/activity.js';
import type { Change } from '../../core/activity/change.js';
import { resourceText } from '../../core/activity/changeText.js';
import { showDomain } from '../../core/domainName.js';
import type { PickItem } from '../../core/form.js';
import { l10n } from '../../core/l10n.js';
import { countText } from '../../core/text/countText.js';
import { dateTimeText, momentText, shortDateTime } from '../../core/text/timeText.js';
import { type ConsoleLinks, consoleLinks, type MenuPage } from '../../host/console/consoleLinks.js';
import { openUrl } from '../../host/console/openPage.js';
import { showInformation, treeItem } from '../../host/display.js';
import { productOf } from '../../host/errors/errorButtons.js';
import { actionText, changeTitle, subjectText } from './changeTitle.js';
import type { ActivityFeatureDeps } from './undoChange.js';

/** Returns the row of a change. `now` is in ms since the epoch. */
export function toChangeItem(entry: ActivityEntry, now: number): vscode.TreeItem {
  const when = shortDateTime(entry.startedAt, now);
  return treeItem({
    label: actionText(entry),
    id: entry.id,
    description: describe(entry, when),
    iconPath: iconOf(entry),
    contextValue: changeTokens(entry).join(';'),
    accessibilityInformation: {
      label: [changeTitle(entry), ...countOf(entry), changeOutcomeText(entry), when].join(', '),
    },
  });
}

/**
 * Returns the description of a row: the failure, the number of calls and the subject, with the time at the end, where a narrow row may cut it off. That a
 * change is undone is shown by the icon.
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

/** Returns the tokens of a change for `when` clauses of menus: whether it can be undone, and whether it can be seen in the console. */
export function changeTokens(entry: ActivityEntry): readonly string[] {
  return [
    'change',
    ...(canUndo(entry) ? ['undo'] : []),
    ...(entry.failed !== undefined || (entry.change && hasPage(entry.change)) ? ['console'] : []),
  ];
}

/** Returns the console pages where a change can be seen or finished, and the vendor's page about its error. */
function changePages(
  { action, change, failed, requestId }: ActivityEntry,
  links: ConsoleLinks,
): readonly PickItem<string>[] {
  const page = change && hasPage(change) ? resourcePage(change, links) : [];
  if (failed === undefined) return page;
  const value = links.errorHelp({ code: failed, product: productOf(action) ?? 'Oss', ...(requestId && { requestId }) });
  return [...page, { label: l10n.t('Error Center: {0}', failed), value }];
}

function resourcePage(change: Change, links: ConsoleLinks): readonly PickItem<string>[] {
  const row = (label: string, { url, menu }: MenuPage) => [{ label, detail: menu, value: url }];
  const { kind, at } = change;
  switch (kind) {
    case 'record':
      return row(l10n.t('DNS Records: {0}', at.zone), links.zone(at.zone));
    case 'binding':
      return row(l10n.t('Bucket Domain Names: {0}', at.bucket.name), links.bucketDomains(at.bucket));
    case 'bucket':
    case 'bucketSetting':
    case 'objectAcl':
    case 'objectHeaders':
    case 'deletion':
      return row(l10n.t('Bucket: {0}', at.bucket.name), links.bucket(at.bucket));
    default: {
      const { domain = '' } = at;
      return row(l10n.t('CDN Domain: {0}', showDomain(domain)), links.cdnDomainPage(domain, cdnTab(change)));
    }
  }
}

/** Returns whether a console page shows the change. Certificates of the account are not shown in the consoles of OSS, CDN and DNS. */
function hasPage({ kind, at }: Change): boolean {
  return kind !== 'certificate' || at.domain !== undefined;
}

/** Returns the tab of a domain in the CDN console that shows a change. */
function cdnTab({ kind, at, before, after }: Change): 'basic' | 'backSrc' | 'https' | 'cache' {
  if (kind === 'certificate') return 'https';
  // The domain itself was added or deleted.
  if (kind === 'sources') return before === null || after === null ? 'basic' : 'backSrc';
  if (kind !== 'config') return 'basic';
  const { functionName } = at;
  if (/^https?_|HSTS/.test(functionName)) return 'https';
  if (/ttl|cache|redirect|error_page|resp_header/.test(functionName)) return 'cache';
  return /origin|req_host|oss|scheme|range/.test(functionName) ? 'backSrc' : 'basic';
}

/** Error codes with which OSS and CDN ask for a TXT record. This is an expected step, not a failure. */
const proofCodes: ReadonlySet<string> = new Set(['NeedVerifyDomainOwnership', 'DomainOwnerVerifyFail']);

/** Returns whether the vendor refused because ownership of the domain is not proven yet. */
function isProofAsked(failed: string | undefined): boolean {
  return failed !== undefined && proofCodes.has(failed);
}

/** Describes the result of a change in a word or two. */
function changeOutcomeText({ failed, unknown, undoneAt }: ActivityEntry): string {
  if (unknown !== undefined) return l10n.t('unknown result, no response received: {0}', unknown);
  if (isProofAsked(failed)) return l10n.t('ownership verification requested');
  if (failed !== undefined) return l10n.t('failed: {0}', failed);
  return undoneAt === undefined ? l10n.t({ message: 'done', comment: 'A change that took effect' }) : l10n.t('undone');
}

/** Returns the number of calls that an entry stands for. Returns an empty list if it is only one. */
function countOf({ calls }: ActivityEntry): readonly string[] {
  return calls === undefined ? [] : [l10n.t('calls: {0}', countText(calls))];
}

/** Returns all details of a change, one per line, for its tooltip and for a support ticket. */
export function changeText(entry: ActivityEntry): string {
  const { action, startedAt, durationMs, requestId, change } = entry;
  const [before, after] = change ? [resourceText(change, 'before'), resourceText(change, 'after')] : [];
  const lines = [
    changeTitle(entry),
    action,
    momentText(startedAt),
    [...countOf(entry), `${Math.round(durationMs)} ms`, changeOutcomeText(entry)].join(' · '),
    before && l10n.t('Before: {0}', before),
    after && l10n.t('After: {0}', after),
    requestId && `RequestId: ${requestId}`,
    entry.undoneAt !== undefined && l10n.t('Undone: {0}', momentText(entry.undoneAt)),
  ];
  return lines.filter(Boolean).join('\n');
}

/** Returns the change with this id. If there is none, shows a message that it is gone and returns `undefined`. */
export function findChange({ entries }: Activity, given: string | undefined): ActivityEntry | undefined {
  const entry = entries.find(({ id }) => id === given);
  if (!entry) void showInformation(l10n.t('This change is no longer in the list'));
  return entry;
}

/** The change of this id, or one to undo that the user chooses; `undefined` if cancelled, or after a message that there is none. */
export async function chooseUndoable(
  { ui, activity, clock }: Pick<ActivityFeatureDeps, 'ui' | 'activity' | 'clock'>,
  given: string | undefined,
): Promise<ActivityEntry | undefined> {
  if (given !== undefined) return findChange(activity, given);
  await activity.load();
  const entries = activity.entries.filter(canUndo);
  const title = l10n.t('Undo Change');
  if (entries.length === 0) return void showInformation(l10n.t('None of the listed changes supports this: {0}', title));
  const items = entries.map((entry) => ({
    label: changeTitle(entry),
    description: [dateTimeText(entry.startedAt, clock.now()), entry.action, entry.requestId]
      .filter(Boolean)
      .join(' · '),
    value: entry,
  }));
  const reply = await ui.pick<ActivityEntry>({ title, placeholder: l10n.t('Choose a change'), items });
  return reply.kind === 'value' ? reply.value : undefined;
}

/** Opens the console page of a change, or lets the user choose one of several. Shows a message if the change is gone. */
export async function openConsole(
  deps: Pick<ActivityFeatureDeps, 'activity' | 'settings' | 'ui'>,
  given: string | undefined,
): Promise<void> {
  const entry = findChange(deps.activity, given);
  const items = entry ? changePages(entry, consoleLinks(deps.settings.get('console'))) : [];
  if (items.length === 0) return;
  const [only, ...others] = items;
  const reply =
    only && others.length === 0 && only.detail === undefined
      ? ({ kind: 'value', value: only.value } as const)
      : await deps.ui.pick({
          title: l10n.t('Open Console Page'),
          placeholder: l10n.t('Choose a page'),
          items,
        });
  if (reply.kind === 'value') await openUrl(reply.value);
}
