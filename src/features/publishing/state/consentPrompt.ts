import { l10n } from '../../../core/l10n.js';
import {
  actOnSave,
  type ConsentLedger,
  type ConsentState,
  type ConsentSubject,
} from '../../../core/publishing/mapping/consent.js';
import type { HeaderRule, Mapping } from '../../../core/publishing/mapping/mapping.js';
import { Signal } from '../../../core/signal.js';
import { countText } from '../../../core/text/countText.js';
import { nameLines } from '../../../core/text/firstNamesText.js';
import { listText, plainText, withRemark } from '../../../core/text/plainText.js';
import { quoted, quotedLines } from '../../../core/text/visibleText.js';
import type { FeatureDeps } from '../../../host/deps.js';
import { askModal } from '../../../host/display.js';

/** The longest text of a list on one line, in UTF-16 units. Items that do not fit are only counted. */
const longestList = 300;

/** The dependencies of asking for a consent and storing it. */
interface ConsentDeps extends Pick<FeatureDeps, 'store'> {
  /** Lists the domains that a mapping without domains applies to. */
  listDomains(mapping: Mapping): Promise<readonly string[]>;
}

/** Asks for consent to publish. Only one question is open at a time for each mapping. */
export class ConsentPrompt {
  private readonly answered = new Signal<void>();
  private readonly open = new Map<string, Promise<boolean>>();

  readonly onDidAnswer = this.answered.event;

  constructor(
    private readonly ledger: ConsentLedger,
    private readonly deps: ConsentDeps,
  ) {}

  /** Whether publishing is agreed to; a refusal holds for this session, or for good, unless `explicit` asks again. */
  async isGiven(subject: ConsentSubject, explicit: boolean): Promise<boolean> {
    const state = await this.recall(subject);
    if (state === 'unknown' || (state !== 'given' && explicit)) {
      const key = JSON.stringify(subject);
      const asking = this.open.get(key) ?? this.ask(subject).finally(() => this.open.delete(key));
      this.open.set(key, asking);
      return asking;
    }
    return state === 'given';
  }

  /** Returns the state of a consent. If it is not known, looks in the store, in case VS Code ended before it had saved the consent. */
  async recall(subject: ConsentSubject): Promise<ConsentState> {
    const state = this.ledger.get(subject);
    if (state !== 'unknown') return state;
    // A store that cannot be read has nothing to say: the user is asked.
    await this.ledger.recover(this.deps.store).catch(() => undefined);
    return this.ledger.get(subject);
  }

  private async ask(subject: ConsentSubject): Promise<boolean> {
    const yes = subject.act === 'refresh' ? l10n.t('Refresh') : l10n.t('Publish');
    const detail = consentDetail(subject, await this.listMeant(subject.mapping));
    const never = l10n.t('Never for This Folder');
    const close = l10n.t('Not Now');
    const chosen = await askModal(consentQuestion(subject), { detail, close }, yes, never);
    if (chosen === yes) {
      await this.give(subject);
      return true;
    }
    if (chosen === never) await this.ledger.declineForever(subject);
    else this.ledger.decline(subject);
    this.answered.fire();
    return false;
  }

  /** Gives a consent that the user has agreed to. */
  async give(subject: ConsentSubject): Promise<void> {
    await this.ledger.give(subject, this.deps.store);
    this.answered.fire();
  }

  private async listMeant(mapping: Mapping): Promise<readonly string[]> {
    // Without an answer the sentence alone still says which ones are meant.
    return mapping.domains.length > 0 ? [] : this.deps.listDomains(mapping).catch(() => []);
  }
}

/** Returns the question for a consent. It depends on what saving does. */
export function consentQuestion(subject: ConsentSubject): string {
  const folder = quoted(folderOf(subject));
  if (subject.act === 'refresh') return l10n.t('Refresh CDN URLs when files in {0} are saved?', folder);
  return actOnSave(subject.mapping) === 'upload'
    ? l10n.t('Publish files from {0} to Alibaba Cloud on save?', folder)
    : l10n.t('Publish files from {0} to Alibaba Cloud when you run Publish?', folder);
}

/** Returns the details of a consent, in lines of limited length. `meant` are the domains that a mapping without domains applies to. */
export function consentDetail({ accountId, mapping, act }: ConsentSubject, meant: readonly string[]): string {
  const { bucket, prefix } = mapping;
  const consequence =
    act === 'refresh'
      ? l10n.t('Nothing is uploaded. Each saved file uses the daily refresh quota.')
      : l10n.t(
          'Files replace objects that were published from here, and their URLs are refreshed. You are asked before others are replaced.',
        );
  return [
    l10n.t('Account: {0}', accountId),
    l10n.t('Bucket: {0} ({1})', bucket.name, bucket.region),
    ...(bucket.uploadDomain === undefined ? [] : [l10n.t('Uploaded through: {0}', bucket.uploadDomain)]),
    l10n.t('Prefix: {0}', prefix ? quotedLines(prefix) : l10n.t('none')),
    l10n.t('Accelerated domains: {0}', domainsText(mapping, meant)),
    ...(act === 'upload' && mapping.cache !== 'off' ? [cacheText()] : []),
    ...ruleLines(mapping),
    '',
    consequence,
    l10n.t('To change this later, click "CDN" in the status bar.'),
  ].join('\n');
}

function domainsText({ domains }: Mapping, meant: readonly string[]): string {
  if (domains.length > 0) return boundedList(domains, longestList, listDomains);
  const all = l10n.t('all online domains of this account with this bucket as the origin');
  return meant.length > 0 ? withRemark(all, boundedList(meant, longestList, listDomains)) : all;
}

function cacheText(): string {
  return l10n.t('Cached by browsers: names with a hash for a year, pages checked each time, other files for an hour');
}

/** Returns what else in the mapping changes what is written or refreshed, in lines of limited length. */
function ruleLines({ include, exclude, watch, headers, refreshVariants, prefetch }: Mapping): readonly string[] {
  return [
    ...(include ? [l10n.t('Include only: {0}', boundedList(include))] : []),
    ...(exclude ? [l10n.t('Exclude: {0}', boundedList(exclude))] : []),
    ...(watch ? [l10n.t('Also when other programs change these files: {0}', boundedList(watch))] : []),
    ...(headers ? [l10n.t('Headers: {0}', boundedList(headers.map(ruleText), longestList, listText))] : []),
    ...(refreshVariants ? [l10n.t('Also refreshed: {0}', boundedList(refreshVariants))] : []),
    ...(prefetch ? [l10n.t('Refreshed URLs are prefetched')] : []),
  ];
}

function ruleText({ files, headers }: HeaderRule): string {
  const values = Object.entries(headers).map(([name, value]) => quotedLines(`${name}: ${value}`));
  return `${boundedList(files, longestList / 3)} → ${values.join('; ')}`;
}

/** Formats names as a list. They are on lines of their own if one of them could be mistaken for a sentence of ours. */
function listNames(names: readonly string[]): string {
  const lines = nameLines(names);
  return names.some((name) => /[^!-~]/.test(name)) ? ['', ...lines].join('\n') : listText(lines);
}

/** Formats domains as a list. A domain has no blanks, so it needs no quotation marks. */
const listDomains = (domains: readonly string[]) => listText(domains.map(plainText));

/** Formats as many of these texts as fit, followed by the number of the others. They are in quotation marks unless `show` formats them otherwise. */
function boundedList(texts: readonly string[], longest = longestList, show = listNames): string {
  let [count, length] = [0, 0];
  for (const text of texts) {
    length += text.length + 2;
    // The first one is shown in any case, and cut where it is too long.
    if (count > 0 && length > longest) break;
    count++;
  }
  const shown = show(texts.slice(0, count));
  const left = texts.length - count;
  return left > 0 ? l10n.t('{0} and {1} more', shown, countText(left)) : shown;
}

function folderOf({ workspace, mapping }: ConsentSubject): string {
  const name = decodeURIComponent(workspace.slice(workspace.lastIndexOf('/') + 1));
  return mapping.folder ? `${name}/${mapping.folder}` : name;
}
