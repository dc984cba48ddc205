import { FileType, Uri, window, workspace } from 'vscode';
import { AppError } from '../../../core/errors.js';
import { l10n } from '../../../core/l10n.js';
import { toObjectKey } from '../../../core/objectKey.js';
import { editRefusalText, readEditable } from '../../../core/objects/editableObject.js';
import type { ObjectRef } from '../../../core/ports/oss.js';
import { quoted } from '../../../core/text/visibleText.js';
import { askModal, showWarning } from '../../../host/display.js';
import { withDelayedProgress } from '../../../host/prompts/delayedProgress.js';
import { isTrusted } from '../../../host/trust.js';
import type { ObjectDeps } from '../objectDeps.js';
import { type FileSystemHost, ObjectFiles } from './objectFiles.js';

/** The part of editing that is loaded with the first object. */
export type Editing = ReturnType<typeof openEditing>;

/** Opens the file system of objects that are edited, without reading or sending anything. */
export function openEditing(deps: ObjectDeps, host: FileSystemHost) {
  const files = new ObjectFiles(deps, host);
  return { files, edit: (target: ObjectRef | string | undefined) => editObject(deps, files, target) };
}

/** Opens an object for editing: a row of the tree, or the object that a read-only editor shows (its address; by default the active one). */
async function editObject(
  deps: ObjectDeps,
  files: Pick<ObjectFiles, 'open'>,
  target: ObjectRef | string | undefined,
): Promise<void> {
  const address = target ?? window.activeTextEditor?.document.uri.toString();
  const object = typeof address === 'string' ? deps.publishing.objectOf(address) : address;
  if (!object) return void showWarning(l10n.t('Choose an object in the OSS + CDN view to edit it'));
  const local = await findLocalFile(deps, object);
  if (local) {
    const choice = await askForLocal(object.key);
    if (choice === 'local') await window.showTextDocument(local);
    if (choice !== 'bucket') return;
  }
  const { oss } = await deps.session.cloud();
  const content = await withDelayedProgress(deps.clock, l10n.t('Opening object'), (_report, signal) =>
    readEditable(oss, object, signal),
  );
  if (!content) throw new AppError('noSuchObject', { subject: object.key });
  if ('refused' in content) return void showWarning(editRefusalText(object.key, content));
  await files.open(object, content);
}

/** Finds the file of this workspace that is published as the object. */
async function findLocalFile({ mappedObjects }: ObjectDeps, { bucket, key }: ObjectRef): Promise<Uri | undefined> {
  if (!isTrusted()) return undefined;
  for (const { folder, mapping } of await mappedObjects.listFolders()) {
    const { prefix } = mapping;
    const isThere = mapping.bucket.name === bucket.name && mapping.bucket.region === bucket.region;
    const inside = key.slice(prefix.length);
    if (!isThere || !key.startsWith(prefix) || toObjectKey(prefix, inside) !== key) continue;
    const file = Uri.joinPath(Uri.parse(folder), ...inside.split('/'));
    const published = await mappedObjects.findFile(file);
    if (published?.key === key && (await isFile(file))) return file;
  }
  return undefined;
}

async function isFile(uri: Uri): Promise<boolean> {
  try {
    return ((await workspace.fs.stat(uri)).type & FileType.File) !== 0;
  } catch {
    return false;
  }
}

async function askForLocal(key: string): Promise<'local' | 'bucket' | undefined> {
  const local = l10n.t('Open Local File');
  const bucket = l10n.t('Edit in Bucket');
  const question = l10n.t('{0} is published from a file of this workspace. Edit the file instead?', quoted(key));
  const detail = l10n.t(
    'An edit in the bucket does not change the file. The next time the file is published, you are asked whether to overwrite the edit.',
  );
  const chosen = await askModal(question, { detail, close: l10n.t('Cancel') }, local, bucket);
  return chosen === local ? 'local' : chosen === bucket ? 'bucket' : undefined;
}
