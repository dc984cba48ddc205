import type { Uri } from 'vscode';
import { l10n } from '../../../core/l10n.js';
import type { BucketInfo } from '../../../core/ports/oss.js';
import { noticeText } from '../../../core/text/plainText.js';
import { quoted } from '../../../core/text/visibleText.js';
import { confirmChange } from '../../../host/changePrompts.js';
import { askModal } from '../../../host/display.js';
import { compareTexts } from '../../../host/prompts/displayViews.js';

/** The decision of the user about an object that another author has changed: `compared` and `undefined` leave both as they are. */
type ConflictChoice = 'overwrite' | 'takeTheirs' | 'compared' | undefined;

/** An object in conflict. */
export interface SaveConflict {
  readonly key: string;
  /** The event that caused the conflict. `unknown` if the version that the editor began with is not known. */
  readonly what: 'changed' | 'deleted' | 'unknown';
  /** The state of the bucket; absent if it could not be read. */
  readonly info: BucketInfo | undefined;
  /** The documents of the object as it is in the bucket, if it can be shown, and of the editor. */
  readonly documents: { readonly bucket: Uri | undefined; readonly editor: Uri };
}

/** Asks what to do. Compare shows the two texts, of which the user can edit one, and leaves the decision to the next save. */
export async function askAboutConflict(conflict: SaveConflict): Promise<ConflictChoice> {
  const { key, what, documents, info } = conflict;
  const labels = {
    compare: l10n.t('Compare'),
    overwrite: what === 'deleted' ? l10n.t('Upload Again') : l10n.t('Overwrite'),
    takeTheirs: l10n.t('Take Theirs'),
  };
  const { bucket, editor } = documents;
  const decisions = bucket ? [labels.overwrite, labels.takeTheirs] : [labels.overwrite];
  const first = await askModal(
    saveConflictText(conflict),
    { detail: detailOf(what, bucket !== undefined, info), close: l10n.t('Cancel') },
    ...(bucket ? [labels.compare] : []),
    ...decisions,
  );
  if (first !== labels.compare || !bucket) return toChoice(first, labels);
  await compareTexts(bucket, editor, comparisonTitle(key));
  return 'compared';
}

/** Returns the title of the comparison of an object with the text of its editor. */
export function comparisonTitle(key: string): string {
  return l10n.t('{0} (bucket ↔ editor)', noticeText(key));
}

/** Returns what has happened to an object in conflict. */
export function saveConflictText({ key, what }: Pick<SaveConflict, 'key' | 'what'>): string {
  return questions[what](quoted(key));
}

const questions = {
  changed: (name: string) => l10n.t('{0} was changed in the bucket since you opened it', name),
  deleted: (name: string) => l10n.t('{0} was deleted from the bucket since you opened it', name),
  unknown: (name: string) => l10n.t('It is not known which version of {0} you have edited', name),
};

function detailOf(what: SaveConflict['what'], isShown: boolean, info: BucketInfo | undefined): string {
  const lines = [
    what === 'deleted'
      ? l10n.t('Upload Again creates the object from your text.')
      : l10n.t('Overwrite replaces the object in the bucket by your text.'),
    what !== 'deleted' && keptText(info),
    isShown && l10n.t('Take Theirs replaces your text by the object; Undo in the editor brings yours back.'),
    l10n.t('Cancel changes nothing; your text stays unsaved.'),
  ];
  return lines.filter((line) => line !== false).join('\n');
}

/** Tells whether Overwrite loses what the bucket has. Source: OSS, "Versioning". */
function keptText(info: BucketInfo | undefined): string {
  if (!info) return l10n.t('Whether the bucket has versioning could not be read: the text in the bucket may be lost.');
  if (info.versioning === 'enabled')
    return l10n.t('The bucket has versioning: OSS keeps the text in the bucket as an earlier version.');
  return info.versioning === 'suspended'
    ? l10n.t('Versioning of the bucket is suspended: a text that was written since then is lost.')
    : l10n.t('The bucket has no versioning: the text in the bucket is lost.');
}

function toChoice(
  pressed: string | undefined,
  { overwrite, takeTheirs }: Readonly<Record<'overwrite' | 'takeTheirs', string>>,
): ConflictChoice {
  if (pressed === overwrite) return 'overwrite';
  return pressed === takeTheirs ? 'takeTheirs' : undefined;
}

/** Asks about a save that is not by the save key or the button of the editor. `always` is for all saves until the editor is closed. */
export async function confirmOtherSave(key: string): Promise<'once' | 'always' | undefined> {
  const [once, always] = [l10n.t('Save to Bucket'), l10n.t('Always for This Document')];
  const question = l10n.t('Save {0} to the bucket?', quoted(key));
  const detail = l10n.t(
    'A menu, task, debug session or extension saves it. Saving publishes the text for all visitors.',
  );
  const chosen = await askModal(question, { detail, close: l10n.t('Cancel') }, once, always);
  return chosen === once ? 'once' : chosen === always ? 'always' : undefined;
}

/** Asks whether to save an object whose tags cannot be read, so that they would be lost. */
export function confirmTagLoss(key: string): Promise<boolean> {
  return confirmChange({
    question: l10n.t('Save {0} without its tags?', quoted(key)),
    detail: [
      l10n.t(
        'This AccessKey may not read the tags of the object (oss:GetObjectTagging). If it has any, saving removes them, and rules of the bucket that use tags no longer apply to it.',
      ),
    ],
    button: l10n.t('Save Without Tags'),
  });
}

/** Asks whether to save an object although a header that OSS does not tell would be lost. `always` is for all objects of the bucket. */
export async function askHiddenLoss(key: string): Promise<'once' | 'always' | undefined> {
  const [once, always] = [l10n.t('Save Without It'), l10n.t('Save, and Do Not Ask for This Bucket')];
  const detail = l10n.t(
    'OSS forces downloads at its default domain, so it does not tell whether the object has a Content-Disposition of its own. If it has, saving removes it: browsers then show the object instead of downloading it, or download it under another name. Edit Headers… sets it again.',
  );
  const question = l10n.t('Save {0} without its Content-Disposition?', quoted(key));
  const chosen = await askModal(question, { detail, close: l10n.t('Cancel') }, once, always);
  return chosen === once ? 'once' : chosen === always ? 'always' : undefined;
}
