import { Uri } from 'vscode';
import { l10n } from '../../core/l10n.js';
import { actOnSave, type ConsentState, type ConsentSubject } from '../../core/publishing/mapping/consent.js';
import { quotedNames } from '../../core/text/firstNamesText.js';
import { listText } from '../../core/text/plainText.js';
import { executeCommand } from '../../host/commandIds.js';
import { showInformation } from '../../host/display.js';
import { folderText } from '../../host/folderText.js';
import type { MappedFile } from './mapping/mappingStore.js';
import type { Publishing } from './services.js';

type Folder = Pick<MappedFile, 'folder' | 'mapping'>;

/**
 * Returns whether the user agrees, now or before, to what the mapping does. A refusal holds for this session, or
 * permanently, unless `explicit` asks again.
 */
export async function isAllowed(
  publishing: Pick<Publishing, 'mappingStore' | 'consentPrompt'>,
  file: Folder,
  { accountId, act }: Pick<ConsentSubject, 'accountId' | 'act'>,
  explicit: boolean,
): Promise<boolean> {
  return publishing.consentPrompt.isGiven(await findSubject(publishing, file, accountId, act), explicit);
}

/** The present subject of a consent to publish from a folder. */
export async function findSubject(
  { mappingStore }: Pick<Publishing, 'mappingStore'>,
  file: Folder,
  accountId: string,
  act: ConsentSubject['act'],
): Promise<ConsentSubject> {
  // Another repository may have replaced the folder.
  await mappingStore.identify(file.folder);
  return toSubject({ mappingStore }, file, accountId, act);
}

/** Asks for consent to publish this folder (a URI text) as its mapping says, even after a refusal. */
export async function allowPublishing(publishing: Publishing, folder: string | undefined): Promise<void> {
  const { mappingStore, deps } = publishing;
  const { account } = deps.session;
  await mappingStore.update();
  const found = mappingStore.folders.find(({ uri }) => uri.toString() === folder);
  const act = found && actOnSave(found.mapping);
  if (account && found && act) await isAllowed(publishing, found, { accountId: account.id, act }, true);
}

/** Returns whether the user has agreed that objects are written and deleted as this file's mapping says. */
export function hasConsent(publishing: Publishing, file: Folder): boolean {
  const { consents, deps } = publishing;
  const { account } = deps.session;
  return account !== undefined && consents.get(toSubject(publishing, file, account.id, 'upload')) === 'given';
}

/** The consent for saves in a file's folder: `other` is for another account, mapping or act; `undefined` while signed out. */
export function consentOf(publishing: Publishing, file: Folder): ConsentState | 'other' | undefined {
  const { consents, deps } = publishing;
  const { account } = deps.session;
  if (!account) return undefined;
  const subject = toSubject(publishing, file, account.id, actOnSave(file.mapping) ?? 'upload');
  const state = consents.get(subject);
  return state === 'unknown' && consents.knows(subject) ? 'other' : state;
}

/**
 * The effect of saves in the mapped folders: `on` if one is published or will be asked about; else whether the user
 * declined, or the mappings are off.
 */
export function onSaveState(publishing: Publishing): 'on' | 'declined' | 'off' {
  const states = listOnSave(publishing).map(({ state }) => state);
  if (states.some((state) => !isRefused(state))) return 'on';
  return states.length > 0 ? 'declined' : 'off';
}

/** The folders that are not published on save because the user declined. */
export function listDeclined(publishing: Publishing): readonly Folder[] {
  return listOnSave(publishing).flatMap(({ folder, state }) => (isRefused(state) ? [folder] : []));
}

/** Asks again for each of them, and offers to upload the present content of allowed ones. */
export async function allowOnSave(publishing: Publishing): Promise<void> {
  const { account } = publishing.deps.session;
  const allowed: string[] = [];
  for (const folder of listDeclined(publishing)) {
    const act = actOnSave(folder.mapping);
    if (!account || !act) continue;
    const isGiven = await isAllowed(publishing, folder, { accountId: account.id, act }, true);
    if (isGiven && act === 'upload') allowed.push(Uri.joinPath(folder.folder.uri, folder.mapping.folder).toString());
  }
  if (allowed.length === 0) return;
  const publish = l10n.t('Publish Folder…');
  const names = listText(quotedNames(allowed.map(folderText)));
  const message = l10n.t('Files are uploaded from now on when they are saved. Publish the others of {0} too?', names);
  if ((await showInformation(message, publish)) === publish)
    await executeCommand('ossCdn.publishFolder', undefined, allowed);
}

function isRefused(state: ConsentState): boolean {
  return state === 'declined' || state === 'never';
}

/** The folders where saves have an effect, as far as the user agrees; unknown while signed out. */
function listOnSave(publishing: Publishing): readonly { readonly folder: Folder; readonly state: ConsentState }[] {
  const { mappingStore, consents, deps } = publishing;
  const { account } = deps.session;
  return mappingStore.folders.flatMap((folder) => {
    const act = actOnSave(folder.mapping);
    if (!act) return [];
    return [{ folder, state: account ? consents.get(toSubject(publishing, folder, account.id, act)) : 'unknown' }];
  });
}

function toSubject(
  { mappingStore }: Pick<Publishing, 'mappingStore'>,
  { folder, mapping }: Folder,
  accountId: string,
  act: ConsentSubject['act'],
): ConsentSubject {
  const repository = mappingStore.repositoryOf(folder);
  return { workspace: folder.uri.toString(), repository, accountId, mapping, act };
}
