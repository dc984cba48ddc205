import { l10n } from 'vscode';
import type { FormUi } from '../../core/form.js';
import type { BucketInfo, BucketRef } from '../../core/ports/oss.js';
import { countText } from '../../core/text/countText.js';
import { quoted } from '../../core/text/visibleText.js';
import { confirmByName } from '../changePrompts.js';
import { showWarning } from '../display.js';

/** Objects that are to be deleted from one bucket, which without `info` counts as one that keeps no versions. */
interface ObjectDeletion {
  readonly bucket: BucketRef;
  readonly keys: readonly string[];
  readonly info?: Pick<BucketInfo, 'versioning'> | undefined;
}

/** The texts of the modal; each of the buttons deletes, and the one that most people want comes first. */
interface DeletionQuestion {
  readonly question: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

/** So many objects that no version keeps are deleted without a name being entered. */
const mostUnnamed = 100;

/**
 * The one question before objects are deleted; answers the button that deletes them, or `undefined`. VS Code gives the focus to the first
 * button, never to Cancel, so that where an object cannot be restored the first one deletes nothing. Where these are many, the name of the
 * folder or the bucket that they are in has to be entered as well.
 */
export async function confirmObjectDeletion(
  ui: Pick<FormUi, 'input'>,
  deletions: readonly ObjectDeletion[],
  { question, detail, buttons }: DeletionQuestion,
): Promise<string | undefined> {
  // While versioning is suspended a deletion leaves no version behind.
  const lost = deletions.filter(({ info, keys }) => keys.length > 0 && info?.versioning !== 'enabled');
  const isNamed = lost.reduce((sum, { keys }) => sum + keys.length, 0) > mostUnnamed;
  const labels = isNamed ? buttons.map((button) => `${button}…`) : buttons;
  const declining = lost.length > 0 ? [l10n.t('Do Not Delete')] : [];
  const pressed = await showWarning(question, { modal: true, detail }, ...declining, ...labels);
  const chosen = pressed === undefined ? undefined : buttons[labels.indexOf(pressed)];
  if (chosen === undefined || !isNamed) return chosen;
  for (const deletion of lost) if (!(await enterName(ui, deletion))) return undefined;
  return chosen;
}

function enterName(ui: Pick<FormUi, 'input'>, { bucket, keys }: ObjectDeletion): Promise<boolean> {
  const folder = commonFolder(keys);
  const last = folder.split('/').at(-2) ?? '';
  const name = canBeTyped.test(last) ? last : bucket.name;
  const place = quoted(`${bucket.name}/${folder}`);
  return confirmByName(ui, {
    title: l10n.t('Delete Objects'),
    prompt: l10n.t('Enter {0} to delete {1} objects from {2}', name, countText(keys.length), place),
    refusal: l10n.t('This does not match the name: {0}', name),
    name,
  });
}

/** Names that a keyboard can write and no other name looks like. */
const canBeTyped = /^(?! )[\x20-\x7e\p{Script=Han}]{1,64}(?<! )$/u;

/** The innermost folder in which all of these keys are, with its slash at the end; empty where that is the bucket. */
function commonFolder([first = '', ...others]: readonly string[]): string {
  let folder = first.slice(0, first.lastIndexOf('/') + 1);
  while (!others.every((key) => key.startsWith(folder)))
    folder = folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1);
  return folder;
}
