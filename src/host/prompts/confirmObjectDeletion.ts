import type { FormUi } from '../../core/form.js';
import { l10n } from '../../core/l10n.js';
import type { BucketInfo, BucketRef } from '../../core/ports/oss.js';
import { countText } from '../../core/text/countText.js';
import { quoted } from '../../core/text/visibleText.js';
import { confirmByName } from '../changePrompts.js';
import { showWarning } from '../display.js';

/** Objects to delete from one bucket. Without `info` it counts as having no versions. */
interface ObjectDeletion {
  readonly bucket: BucketRef;
  readonly keys: readonly string[];
  readonly info?: Pick<BucketInfo, 'versioning'> | undefined;
}

/** The texts of the modal. Each button deletes; the most common choice comes first. */
interface DeletionQuestion {
  readonly question: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

/** The number of unversioned objects that may be deleted without entering a name. */
const mostUnnamed = 100;

/**
 * Asks before objects are deleted; returns the chosen button or `undefined`. VS Code focuses the first button, never
 * Cancel, so the first one deletes nothing if an object cannot be restored. For many such objects the name of their
 * folder or bucket has to be entered.
 */
export async function confirmObjectDeletion(
  ui: Pick<FormUi, 'input'>,
  deletions: readonly ObjectDeletion[],
  { question, detail, buttons }: DeletionQuestion,
): Promise<string | undefined> {
  // While versioning is suspended, a deletion leaves no version.
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

/** Names that can be typed and look like no other name. */
const canBeTyped = /^(?! )[\x20-\x7e\p{Script=Han}]{1,64}(?<! )$/u;

/** The innermost folder of all these keys, with its slash; empty for the bucket itself. */
function commonFolder([first = '', ...others]: readonly string[]): string {
  let folder = first.slice(0, first.lastIndexOf('/') + 1);
  while (!others.every((key) => key.startsWith(folder)))
    folder = folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1);
  return folder;
}
