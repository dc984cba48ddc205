import * as vscode from 'vscode';
import type { Publication } from '../../../core/publishing/publication.js';
import { commandAbout } from '../../../core/publishing/queue/userCommands.js';
import type { Entry } from '../../../core/publishing/queueEntry.js';
import { guard } from '../../../host/commands.js';
import { showWarning } from '../../../host/display.js';
import { countText } from '../../../host/text/bucketText.js';
import { foldersOnDisk } from '../mapping/mappingFile.js';
import type { MappedFile } from '../mapping/mappingStore.js';
import { isAutomatic, publishAll } from '../publishFiles.js';
import type { Publishing } from '../services.js';
import {
  type CurrentIntent,
  findCurrentTarget,
  isPublishedOnSave,
  isRevoked,
  listOutdated,
} from './outdatedEntries.js';

/** Cancels what waits here without consent, from another repository, or otherwise than its mapping says by now; the user is notified of the last two, and everything else is resumed. */
export async function cancelOutdated(publishing: Publishing): Promise<void> {
  const { revocation, deps, publisher } = publishing;
  const cancelled = { mapping: [] as Entry[], repository: [] as Entry[] };
  await publisher.resume((entries) => {
    const revoked = { revokedAt: revocation.revokedAt(), now: deps.clock.now() };
    const exchanged = listExchanged(publishing);
    const outdated = findOutdated(publishing, entries, { ...revoked, exchanged });
    for (const entry of outdated.filter((each) => !isRevoked(each, revoked)))
      cancelled[exchanged.has(entry.publication.workspaceRoot) ? 'repository' : 'mapping'].push(entry);
    return outdated.length > 0 ? [commandAbout('cancel', outdated)] : [];
  });
  // Not awaited: the notifications may be left open.
  for (const [what, entries] of Object.entries(cancelled))
    if (entries.length > 0)
      void guard(deps.log, `report a changed ${what}`, () => notify(publishing, entries, what === 'repository'));
}

/** The workspace folders, absolute, in whose repository nothing was agreed to yet: what waits there is from another one at the same path. */
function listExchanged({ mappingStore, consents }: Publishing): ReadonlySet<string> {
  const isKnown = (folder: vscode.WorkspaceFolder) =>
    consents.knows({ workspace: folder.uri.toString(), repository: mappingStore.repositoryOf(folder) });
  return new Set(mappingStore.roots.filter((folder) => !isKnown(folder)).map(({ uri }) => uri.fsPath));
}

/** The outdated among these entries, those of other workspaces left alone. */
function findOutdated(
  { mappingStore }: Publishing,
  entries: readonly Entry[],
  { exchanged, ...revoked }: Pick<CurrentIntent, 'revokedAt' | 'now'> & { readonly exchanged: ReadonlySet<string> },
): readonly Entry[] {
  const roots = new Set(foldersOnDisk().map(({ uri }) => uri.fsPath));
  const here = entries.filter(({ publication }) => roots.has(publication.workspaceRoot));
  const targetOf = (publication: Publication) =>
    exchanged.has(publication.workspaceRoot) ? undefined : findCurrentTarget(mappingStore, publication);
  return listOutdated(here, { ...revoked, targetOf });
}

async function notify(publishing: Publishing, outdated: readonly Entry[], isExchanged: boolean): Promise<void> {
  const files = outdated.flatMap(({ publication }) => findWanted(publishing, publication) ?? []);
  const publish = vscode.l10n.t('Publish');
  const count = countText(outdated.length);
  const message = isExchanged
    ? vscode.l10n.t('The repository in this folder has changed. Files waiting from before are not sent: {0}', count)
    : vscode.l10n.t('The mapping has changed. Files waiting under the previous mapping are not sent: {0}', count);
  const chosen = await showWarning(message, ...(files.length > 0 ? [publish] : []));
  if (chosen === publish) await publishAll(publishing, files, { explicit: true });
}

/** The file where it is still to be sent, only to another place or in another way. */
function findWanted(publishing: Publishing, publication: Publication): MappedFile | undefined {
  const { act, path, explicit } = publication;
  const file = act === 'delete' ? undefined : publishing.mappingStore.get(vscode.Uri.file(path));
  const isWanted =
    file &&
    (explicit || (isAutomatic(publishing, file) && isPublishedOnSave(publishing.mappingStore, publication, file)));
  return isWanted ? file : undefined;
}
