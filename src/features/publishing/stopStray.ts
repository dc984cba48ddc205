import * as vscode from 'vscode';
import { toObjectKey } from '../../core/objectKey.js';
import type { Entry } from '../../core/publishing/entry.js';
import { findMapping } from '../../core/publishing/mapping.js';
import { orderAbout } from '../../core/publishing/orders.js';
import type { Publication } from '../../core/publishing/publication.js';
import { guard } from '../../host/commands.js';
import type { MappedFile, MappingBook } from './mappingBook.js';
import { foldersOnDisk } from './mappingFile.js';
import { listHere, type Publishing, publishAll } from './publishing.js';
import { listStray, type Target } from './strayEntries.js';

/** Stops what waits here without the consent of the person, or for a place to which its mapping no longer points; of the latter the person is told. */
export async function stopStray(publishing: Publishing): Promise<void> {
  const { book, publisher, deps, revokedAt } = publishing;
  const targetOf = (publication: Publication) => findTarget(book, publication);
  const stray = listStray(listHere(publishing), { revokedAt: revokedAt.get(), targetOf });
  if (stray.length === 0) return;
  await publisher.order(orderAbout('cancel', stray));
  const moved = stray.filter(({ at }) => at > revokedAt.get());
  // Not awaited: the person may leave the notification open.
  if (moved.length > 0) void guard(deps.log, 'tell of a changed mapping', () => tell(publishing, moved));
}

/** By its own workspace folder and its path in that, as when it was wished for. */
function findTarget(book: MappingBook, { workspaceRoot, label }: Publication): Target | 'unknown' | undefined {
  const folder = foldersOnDisk().find(({ uri }) => uri.fsPath === workspaceRoot);
  const mappings = folder && book.soundOf(folder);
  if (!mappings) return 'unknown';
  const found = findMapping(mappings, label);
  const key = found && toObjectKey(found.mapping.prefix, found.inside);
  return found && key !== undefined ? { ...found.mapping, key } : undefined;
}

async function tell(publishing: Publishing, stray: readonly Entry[]): Promise<void> {
  const files = stray.flatMap(({ publication: { act, path } }): readonly MappedFile[] => {
    const file = act === 'delete' ? undefined : publishing.book.get(vscode.Uri.file(path));
    return file ? [file] : [];
  });
  const publish = vscode.l10n.t('Publish');
  const message = vscode.l10n.t(
    'The mapping has changed: what waited for where it pointed before is not sent. Files: {0}',
    stray.length,
  );
  const chosen = await vscode.window.showWarningMessage(message, ...(files.length > 0 ? [publish] : []));
  if (chosen === publish) await publishAll(publishing, files, { explicit: true });
}
