import { l10n } from '../../core/l10n.js';
import { isUsedByPrograms } from '../../core/objects/automaticNames.js';
import type { FilePlan, PlannedFile } from '../../core/objects/localNames.js';
import { countText, sizeText } from '../../core/text/countText.js';
import { firstNamesText, quotedNames, wholeName } from '../../core/text/firstNamesText.js';
import { quoted, quotedLines } from '../../core/text/visibleText.js';
import { confirmChange } from '../../host/changePrompts.js';
import { chooseRow, showWarning } from '../../host/display.js';
import { automaticLine, refusedLines } from './downloadText.js';

/** The objects to download into a folder, and the existing files there. */
interface Offer extends FilePlan {
  readonly taken: ReadonlyMap<string, string>;
  readonly folder: string;
  /** An additional sentence about the selection. */
  readonly note: string;
}

/**
 * The user's choice: the files, the number of existing ones to skip, and the number left out because programs run or
 * read them automatically.
 */
interface Agreed {
  readonly files: readonly PlannedFile[];
  readonly skipped: number;
  readonly leftOut: number;
}

/** Shows the objects and the cost of a download, and asks once about all existing files; `undefined` if cancelled. */
export async function agreeToDownload(offer: Offer): Promise<Agreed | undefined> {
  const automatic = offer.files.filter(({ path }) => isUsedByPrograms(path, offer.folder));
  for (let isWhole = automatic.length === 0; ; ) {
    const files = isWhole ? offer.files : offer.files.filter((file) => !automatic.includes(file));
    const existing = files.filter(({ path }) => offer.taken.has(path)).length;
    const chosen = await downloadModal({ ...offer, files, automatic, isWhole, existing });
    if (chosen === undefined) return undefined;
    if (chosen === 'include') isWhole = true;
    else if (chosen === 'list') await listAutomatic(automatic);
    else {
      const wanted = chosen === 'skip' ? files.filter(({ path }) => !offer.taken.has(path)) : files;
      const leftOut = isWhole ? 0 : automatic.length;
      return { files: wanted, skipped: files.length - wanted.length, leftOut };
    }
  }
}

/** Asks about a file that programs would run or read automatically; `path` is POSIX and relative to the absolute `folder`. */
export async function agreeToName(path: string, folder: string): Promise<boolean> {
  if (!isUsedByPrograms(path, folder)) return true;
  const question = l10n.t('Programs run or read files with this name automatically. Download {0}?', quoted(path));
  const [button, decline] = [l10n.t('Download Anyway'), l10n.t('Do Not Download')];
  return confirmChange({
    question,
    detail: [wholeName(path), l10n.t('Folder: {0}', quotedLines(folder))],
    button,
    decline,
  });
}

/** Asks about a file that is or may be large; false if cancelled. */
export async function agreeToSize(file: PlannedFile, folder: string): Promise<boolean> {
  const none = { refused: [], automatic: [], isWhole: true, existing: 0, note: '' };
  return (await downloadModal({ ...none, files: [file], folder })) !== undefined;
}

/** The download in question. */
interface Outlook extends FilePlan {
  /** Files that programs run or read automatically, and whether they are included. */
  readonly automatic: readonly PlannedFile[];
  readonly isWhole: boolean;
  /** The number of existing files. */
  readonly existing: number;
  readonly folder: string;
  readonly note: string;
}

/** The most file names in the question; fewer of each if there are two kinds. */
const [namedAtMost, namedOfEach] = [5, 3];

async function downloadModal(outlook: Outlook): Promise<'all' | 'replace' | 'skip' | 'include' | 'list' | undefined> {
  const { files, refused, automatic, isWhole, existing, folder, note } = outlook;
  const most = automatic.length > 0 ? namedOfEach : namedAtMost;
  const detail = [
    l10n.t('Folder: {0}', quotedLines(folder)),
    firstNamesText(
      files.map(({ path }) => path),
      most,
    ),
    note,
    existing > 0 ? l10n.t('Files that already exist in the folder: {0}', countText(existing)) : '',
    refused.length > 0 ? refusedLines(refused) : '',
    automatic.length > 0 ? automaticText(automatic, isWhole) : '',
    l10n.t('OSS bills the traffic of downloads over the internet.'),
  ];
  const buttons = {
    ...(files.length > 0 && (existing > 0 ? replacing() : { all: l10n.t('Download') })),
    ...(automatic.length > namedOfEach && { list: l10n.t('List Them All') }),
    ...(!isWhole && { include: l10n.t('Download Them Too') }),
  };
  const options = { modal: true, detail: detail.filter(Boolean).join('\n\n') };
  const chosen = await showWarning(questionOf(outlook), options, ...Object.values(buttons));
  return (Object.keys(buttons) as (keyof typeof buttons)[]).find((key) => buttons[key] === chosen);
}

function replacing() {
  return { skip: l10n.t('Skip Existing Files'), replace: l10n.t('Replace Existing Files') };
}

function automaticText(automatic: readonly PlannedFile[], isWhole: boolean): string {
  const heading = isWhole
    ? l10n.t('Programs run or read files with these names automatically: {0}', countText(automatic.length))
    : automaticLine(automatic.length);
  const names = automatic.map(({ path }) => path);
  return [heading, firstNamesText(names, namedOfEach)].join('\n');
}

/** Shows the list, after which the question is asked again. */
async function listAutomatic(automatic: readonly PlannedFile[]): Promise<void> {
  const rows = quotedNames(automatic.map(({ path }) => path)).map((label) => ({ label }));
  const title = l10n.t('Files that programs run or read automatically: {0}', countText(automatic.length));
  await chooseRow(rows, { title, placeHolder: l10n.t('Press Escape to return to the question') });
}

function questionOf({ files, automatic }: Outlook): string {
  const [count, bytes] = [countText(files.length), files.reduce((sum, { object }) => sum + (object.size ?? 0), 0)];
  if (files.length === 0)
    return l10n.t('Programs run or read all of these files automatically: {0}', countText(automatic.length));
  if (files.every(({ object }) => object.size !== undefined))
    return l10n.t('Download objects: {0} ({1})?', count, sizeText(bytes));
  return bytes > 0
    ? l10n.t('Download objects: {0} (at least {1})?', count, sizeText(bytes))
    : l10n.t('Download objects: {0} (size unknown)?', count);
}
