import { l10n } from '../../../core/l10n.js';
import { toCdnUrl } from '../../../core/objectKey.js';
import type { CopyPair } from '../../../core/objects/copy/copyObjects.js';
import type { Destination } from '../../../core/objects/copy/copyPlan.js';
import { type FoundObject, isFolderTarget } from '../../../core/objects/objectTargets.js';
import type { ObjectRef } from '../../../core/ports/oss.js';
import { countText, shorten, sizeText } from '../../../core/text/countText.js';
import { firstNamesText } from '../../../core/text/firstNamesText.js';
import { quoted, quotedLines } from '../../../core/text/visibleText.js';
import { showWarning } from '../../../host/display.js';
import { type ChangeOutlook, cachedCopiesText } from '../changeOutlook.js';

/** How the user asked for it. A drop moves rows that were dragged, perhaps by a slip of the mouse. */
export type CopyWay = 'copy' | 'move' | 'rename' | 'drop';

/** The facts of the question. */
export interface CopyQuestion {
  readonly way: CopyWay;
  readonly targets: readonly ObjectRef[];
  readonly to: Destination;
  readonly pairs: readonly CopyPair[];
  readonly found: readonly FoundObject[];
  /** The keys at the new place that have an object, which is not overwritten. */
  readonly taken: readonly string[];
  /** A note about the selection, or empty text. */
  readonly note: string;
  /** The state of the bucket of the new objects and, if another one, that of the old ones. */
  readonly outlooks: readonly ChangeOutlook[];
  /** Whether folders of the workspace are published as the old objects. */
  readonly isMapped: boolean;
  /** The local file of the one object, if it can be renamed instead. A URI text. */
  readonly localFile?: string;
}

/** The most URLs and names that a part of the question shows. */
const namedAtMost = 3;

/** Shows what is copied or moved, and its consequences. Resolves to `undefined` if the user declines. */
export async function confirmCopy(question: CopyQuestion): Promise<'only' | 'refresh' | 'local' | undefined> {
  const { way, outlooks, localFile } = question;
  const isServed = outlooks.some(({ serving }) => serving?.refresh !== undefined);
  const [local, decline] = [l10n.t('Rename the Local File'), l10n.t('Do Not Move')];
  const [alone, both, plain] = buttonsOf(way);
  const buttons = [
    // VS Code focuses the first button.
    ...(way === 'drop' ? [decline] : []),
    ...(localFile === undefined ? [] : [local]),
    ...(isServed ? [both, alone] : [plain]),
  ];
  const detail = paragraphsOf(question).filter(Boolean).join('\n\n');
  const chosen = await showWarning(questionOf(question), { modal: true, detail }, ...buttons);
  if (chosen === undefined || chosen === decline) return undefined;
  if (chosen === local) return 'local';
  return chosen === both ? 'refresh' : 'only';
}

function buttonsOf(way: CopyWay): readonly [alone: string, both: string, plain: string] {
  if (way === 'copy') return [l10n.t('Copy Only'), l10n.t('Copy and Refresh CDN'), l10n.t('Copy')];
  if (way === 'rename') return [l10n.t('Rename Only'), l10n.t('Rename and Refresh CDN'), l10n.t('Rename')];
  return [l10n.t('Move Only'), l10n.t('Move and Refresh CDN'), l10n.t('Move')];
}

function questionOf({ way, targets, pairs, to }: CopyQuestion): string {
  const [only] = targets;
  const place = quoted(placeOf(to));
  if (way === 'rename') return l10n.t('Rename {0} to {1}?', quoted(only?.key ?? ''), quoted(to.name ?? ''));
  const count = countText(pairs.length);
  if (targets.length === 1 && only && !isFolderTarget(only)) {
    const name = quoted(only.key);
    return way === 'copy' ? l10n.t('Copy {0} to {1}?', name, place) : l10n.t('Move {0} to {1}?', name, place);
  }
  return way === 'copy'
    ? l10n.t('Copy {0} objects to {1}?', count, place)
    : l10n.t('Move {0} objects to {1}?', count, place);
}

function placeOf({ bucket, prefix, name = '' }: Destination): string {
  return `${bucket.name}/${prefix}${name}`;
}

function paragraphsOf(question: CopyQuestion): readonly string[] {
  const { way, note, outlooks, isMapped, localFile } = question;
  return [
    way === 'drop' ? l10n.t('The rows were dragged to another place. Nothing is moved unless you choose Move.') : '',
    fromToText(question),
    note,
    takenText(question),
    way === 'copy' ? '' : stoppedText(question),
    classText(question),
    isMapped && localFile === undefined
      ? l10n.t(
          'Folders of this workspace are published here: the next publish brings the old names back while the local files have them.',
        )
      : '',
    isMapped && localFile !== undefined
      ? l10n.t(
          'A local file is published as this object: the next publish brings the old name back unless the local file is renamed.',
        )
      : '',
    ...outlooks.map(cachedCopiesText),
  ];
}

function fromToText({ pairs, found, targets, to }: CopyQuestion): string {
  const [first] = pairs;
  if (!first) return '';
  const nameOf = ({ bucket, key }: ObjectRef) => quotedLines(`${bucket.name}/${key}`);
  const bytes = found.reduce((sum, { size = 0 }) => sum + size, 0);
  const size = found.every((each) => each.size !== undefined) ? ` (${sizeText(bytes)})` : '';
  const { shown, more } = shorten(targets, namedAtMost);
  return [
    ...shown.map((target) => l10n.t('From: {0}', nameOf(target))),
    ...more,
    l10n.t('To: {0}', pairs.length === 1 ? nameOf(first.to) : quotedLines(placeOf(to))),
    l10n.t('Objects: {0}', `${countText(pairs.length)}${size}`),
  ].join('\n');
}

function takenText({ taken }: CopyQuestion): string {
  if (taken.length === 0) return '';
  const what = l10n.t('Names that exist at the new place. These objects are left out: {0}', countText(taken.length));
  return [what, firstNamesText(taken, namedAtMost)].join('\n');
}

/** Lists the URLs that stop to answer, as far as the domains are known. */
function stoppedText({ pairs, outlooks }: CopyQuestion): string {
  const [first] = pairs;
  const own = outlooks.find(({ bucket }) => bucket.name === first?.from.bucket.name);
  const hosts = own?.serving?.refresh?.hosts ?? [];
  if (hosts.length === 0) return '';
  const count = pairs.length * hosts.length;
  const urls = pairs
    .slice(0, namedAtMost)
    .flatMap(({ from }) => hosts.map((host) => toCdnUrl(host, from.key)))
    .slice(0, namedAtMost);
  const { more } = shorten(Array.from({ length: count }), urls.length);
  return [l10n.t('URLs that stop to answer: {0}', countText(count)), ...urls, ...more].join('\n');
}

/** Counts the objects that cannot be copied yet, and those whose deletion may cost. Source: OSS, "Storage classes", minimum storage durations. */
function classText({ found, way }: CopyQuestion): string {
  const archived = found.filter(({ storageClass }) => /Archive$/.test(storageClass ?? '')).length;
  const early = found.filter(({ storageClass = 'Standard' }) => storageClass !== 'Standard').length;
  return [
    archived > 0 ? l10n.t('Archived objects, which have to be restored first: {0}', countText(archived)) : '',
    early > 0 && way !== 'copy'
      ? l10n.t(
          'Objects of a class with a minimum storage time, for the rest of which OSS charges: {0}',
          countText(early),
        )
      : '',
  ]
    .filter(Boolean)
    .join('\n');
}
