import * as vscode from 'vscode';
import type { QuotaLevel, QuotaView } from '../../../core/cdn/quota.js';
import { coalesce } from '../../../core/concurrency/coalesce.js';
import { toAppError } from '../../../core/errors.js';
import { l10n } from '../../../core/l10n.js';
import type { Mapping } from '../../../core/publishing/mapping/mapping.js';
import type { PublishCause } from '../../../core/publishing/publication.js';
import { causeOf } from '../../../core/publishing/queueEntry.js';
import { countText } from '../../../core/text/countText.js';
import { listText, plainText, withRemark } from '../../../core/text/plainText.js';
import { dateTimeText } from '../../../core/text/timeText.js';
import type { CommandId } from '../../../host/commandIds.js';
import { setContext } from '../../../host/contextKeys.js';
import { createStatus, setStatus } from '../../../host/prompts/displayViews.js';
import { isTrusted, onDidGrantTrust } from '../../../host/trust.js';
import { listDeclined, onSaveState } from '../onSaveConsent.js';
import type { Publishing } from '../services.js';
import { resultText } from '../state/recentWork.js';
import { hasNoVisitors } from '../state/runsOnTheirWay.js';
import { type StatusBarContent, type StatusInput, toStatusBarContent } from './statusContent.js';

const command: CommandId = 'ossCdn.showPublishing';
const maxFolders = 8;
/** How long updates of the item are delayed, ms. Publishing a folder changes its state hundreds of times a second. */
const followMs = 100;

/** Registers the status bar item, which is shown while the workspace has a mapping or something is in progress. */
export function registerStatusBar(publishing: Publishing): vscode.Disposable {
  const { mappingStore, publisher, consentPrompt, recentWork, deps, pause, unpublished } = publishing;
  const item = createStatus('ossCdn.publishing', l10n.t('OSS + CDN: Publishing'), 50);
  item.command = command;
  const asked = new Set<string>();
  const update = () => {
    learnQuota(publishing, asked);
    const input = readStatusInput(publishing);
    if (input.state.kind === 'fresh') setContext('ossCdn.hasPublished', true);
    const isMapped = mappingStore.folders.length > 0 || mappingStore.hasProblems;
    const isIdle = input.state.kind === 'idle' && input.tasks.length === 0;
    if (isTrusted() && !isMapped && isIdle) item.hide();
    else show(item, toStatusBarContent(input), detailsOf(publishing));
  };
  const end = new AbortController();
  const logFailure = (error: unknown) => {
    if (!end.signal.aborted) deps.log.failure('update the status bar', toAppError(error));
  };
  const follow = coalesce(deps.clock, followMs, async () => update(), end.signal);
  return vscode.Disposable.from(
    item,
    { dispose: () => end.abort() },
    mappingStore.onDidChange(update),
    publisher.onDidChange(() => void follow().catch(logFailure)),
    consentPrompt.onDidAnswer(update),
    recentWork.onDidChange(update),
    pause.onDidChange(update),
    unpublished.onDidChange(() => void follow().catch(logFailure)),
    deps.session.onDidChange(() => setContext('ossCdn.hasPublished', false)),
    deps.session.onDidChange(update),
    onDidGrantTrust(update),
  );
}

/** Reads the remaining quota, once for each account and only if this window has a mapped folder. */
function learnQuota({ mappingStore, publisher, deps }: Publishing, asked: Set<string>): void {
  const { account } = deps.session;
  if (!account || !isTrusted() || mappingStore.folders.length === 0 || asked.has(account.id)) return;
  asked.add(account.id);
  // The user did not ask for it, so a failure is not shown.
  publisher.readQuota().catch((error: unknown) => deps.log.failure('read the quota', toAppError(error)));
}

function show(item: vscode.StatusBarItem, content: StatusBarContent, details: readonly string[]): void {
  const { icon, text, tooltip } = content;
  const spoken = [text, ...tooltip.split('\n')].reduce((all, line) => l10n.t('{0}. {1}', all, line));
  setStatus(item, { icon, text, tooltip: [tooltip, ...details].join('\n'), spoken });
  item.backgroundColor = content.warning ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
  item.show();
}

function readStatusInput(publishing: Publishing): StatusInput {
  const { publisher, deps, pause, mappingStore, recentWork } = publishing;
  const { state, quota } = publisher;
  const cause = state.kind === 'waiting' ? findRetryCause(publishing) : undefined;
  return {
    state,
    isTrusted: isTrusted(),
    isSignedIn: deps.session.account !== undefined,
    isPaused: pause.isOn,
    hasProblems: mappingStore.hasProblems,
    onSave: onSaveState(publishing),
    declined: listDeclined(publishing).map(({ mapping, folder }) => plainText(mapping.folder || folder.name)),
    unreached: listUnreached(publishing),
    tasks: recentWork.tasks,
    counts: publisher.count(),
    isQuotaLow: listQuota(quota).some(({ shown }) => shown.low),
    ...(cause && { cause }),
  };
}

function listUnreached({ mappingStore, deps }: Publishing): readonly string[] {
  const domains = new Set(mappingStore.folders.flatMap(({ mapping }) => mapping.domains));
  return [...domains].filter((domain) => hasNoVisitors(deps.board.runs, domain)).map(plainText);
}

/** Returns why a file that is being retried last failed, or `undefined` if none is. */
function findRetryCause({ publisher }: Publishing): PublishCause | undefined {
  return publisher.list({ dueFrom: 1, unclaimed: true }).map(causeOf).find(Boolean);
}

/** Returns the details for the tooltip, below the state: the last results, unpublished changes, the remaining quota, and where each folder is published. */
function detailsOf({ publisher, mappingStore, recentWork, deps, unpublished }: Publishing): readonly string[] {
  const now = deps.clock.now();
  const quota = listQuota(publisher.quota).map(({ name, shown }) => {
    const text = l10n.t('{0}: {1} of {2}', name, countText(shown.left), countText(shown.limit));
    return shown.low ? withRemark(text, lowText(shown.left)) : text;
  });
  const folders = mappingStore.folders.slice(0, maxFolders).map(({ mapping, folder }) => toLine(mapping, folder.name));
  const last = recentWork.results
    .slice(0, 1)
    .map((result) => l10n.t('Last: {0}, {1}', result.label, resultText(result, now)));
  return [
    ...last,
    ...unpublished.lines,
    ...(quota.length > 0
      ? ['', l10n.t('Remaining today (as of {0}):', dateTimeText(publisher.quota?.seenAt ?? now, now)), ...quota]
      : []),
    ...(folders.length > 0 ? ['', ...folders] : []),
  ];
}

function lowText(left: number): string {
  return left === 0
    ? l10n.t({ message: 'used up', comment: 'Nothing is left of a quota' })
    : l10n.t({ message: 'low', comment: 'Little is left of a quota' });
}

function toLine({ folder, bucket, prefix, domains }: Mapping, workspace: string): string {
  const line = `${folder || workspace} → ${bucket.name}/${prefix}`;
  return plainText(domains.length > 0 ? withRemark(line, listText(domains)) : line);
}

function listQuota(quota: QuotaView | undefined): readonly { readonly name: string; readonly shown: QuotaLevel }[] {
  const named = [
    { name: l10n.t('URL refreshes'), shown: quota?.urls },
    { name: l10n.t('Directory refreshes'), shown: quota?.directories },
    { name: l10n.t('Prefetches'), shown: quota?.prefetches },
  ];
  return named.flatMap(({ name, shown }) => (shown ? [{ name, shown }] : []));
}
