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
 * Resolves to whether the user agrees to what the mapping does, now or before. A refusal holds for this session or permanently, but with `explicit` the user
 * is asked again.
 */
export async function isAllowed(
  publishing: Pick<Publishing, 'mappingStore' | 'consentPrompt'>,
  file: Folder,
  { accountId, act }: Pick<ConsentSubject, 'accountId' | 'act'>,
  explicit: boolean,
): Promise<boolean> {
  return publishing.consentPrompt.isGiven(await findSubject(publishing, file, accountId, act), explicit);
}

/** Returns what a consent to publish from a folder currently covers. */
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

/** Asks for consent to publish a folder (a URI text) as its mapping specifies, even if the user refused before. */
export async function allowPublishing(publishing: Publishing, folder: string | undefined): Promise<void> {
  const { mappingStore, deps } = publishing;
  const { account } = deps.session;
  await mappingStore.update();
  const found = mappingStore.folders.find(({ uri }) => uri.toString() === folder);
  const act = found && actOnSave(found.mapping);
  if (account && found && act) await isAllowed(publishing, found, { accountId: account.id, act }, true);
}

/** Returns whether the user has agreed that the objects of this file's folder are written and deleted as its mapping specifies. */
export function hasConsent(publishing: Publishing, file: Folder): boolean {
  const { consents, deps } = publishing;
  const { account } = deps.session;
  return account !== undefined && consents.get(toSubject(publishing, file, account.id, 'upload')) === 'given';
}

/** Returns whether the user has declined to publish from this file's folder on save. */
export function isDeclined(publishing: Publishing, file: Folder): boolean {
  const state = consentOf(publishing, file);
  return state === 'declined' || state === 'never';
}

/**
 * Returns the state of the consent for saves in a file's folder: `other` if there is only a consent for another account, mapping or action, and `undefined`
 * while signed out.
 */
export function consentOf(publishing: Publishing, file: Folder): ConsentState | 'other' | undefined {
  const { consents, deps } = publishing;
  const { account } = deps.session;
  if (!account) return undefined;
  const subject = toSubject(publishing, file, account.id, actOnSave(file.mapping) ?? 'upload');
  const state = consents.get(subject);
  return state === 'unknown' && consents.knows(subject) ? 'other' : state;
}

/**
 * Returns what saving has as its effect in the mapped folders: `on` if at least one of them is published or the user will be asked; `declined` if the user
 * declined for all of them; `off` if their mappings do nothing on save.
 */
export function onSaveState(publishing: Publishing): 'on' | 'declined' | 'off' {
  const states = listOnSave(publishing).map(({ state }) => state);
  if (states.some((state) => !isRefused(state))) return 'on';
  return states.length > 0 ? 'declined' : 'off';
}

/** Returns the folders that are not published on save because the user declined. */
export function listDeclined(publishing: Publishing): readonly Folder[] {
  return listOnSave(publishing).flatMap(({ folder, state }) => (isRefused(state) ? [folder] : []));
}

/** Asks again about each folder for which the user declined. Offers to upload the current content of the folders that are then allowed. */
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

/** Returns the folders where saving has an effect, each with the state of its consent. While signed out, every state is `unknown`. */
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
