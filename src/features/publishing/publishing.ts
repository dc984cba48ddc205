import * as vscode from 'vscode';
import { ConsentLedger, type ConsentSubject } from '../../core/publishing/consent.js';
import { isNeverUploaded } from '../../core/publishing/neverUpload.js';
import { type Publication, publicationId } from '../../core/publishing/publication.js';
import { Publisher } from '../../core/publishing/publisher.js';
import type { FeatureDeps } from '../../host/deps.js';
import type { StateKey } from '../../host/stateKeys.js';
import { isTrusted } from '../../host/trust.js';
import { ConsentPrompt } from './consentPrompt.js';
import { type MappedFile, MappingBook } from './mappingBook.js';

const consentsKey: StateKey = 'publishingConsents';

/** What publishing needs of the extension. */
export type PublishingDeps = Pick<FeatureDeps, 'session' | 'log' | 'clock' | 'memory' | 'files'>;

/** The parts of publishing that its commands and the status bar share. */
export interface Publishing extends vscode.Disposable {
  readonly deps: PublishingDeps;
  readonly book: MappingBook;
  readonly publisher: Publisher;
  readonly ledger: ConsentLedger;
  readonly prompt: ConsentPrompt;
}

/** Makes them; nothing is read or sent yet. */
export function createPublishing(deps: PublishingDeps): Publishing {
  const book = new MappingBook();
  const publisher = new Publisher({ ...deps, random: Math.random, loadContentType });
  const ledger = new ConsentLedger(deps.memory, consentsKey);
  return {
    deps,
    book,
    publisher,
    ledger,
    prompt: new ConsentPrompt(ledger),
    dispose: () => {
      book.dispose();
      publisher.dispose();
    },
  };
}

async function loadContentType(): Promise<(key: string) => string> {
  return (await import('../../core/publishing/contentType.js')).toContentType;
}

/** Publishes a saved file when its mapping says so; silent about everything else. */
export async function publishSaved(publishing: Publishing, uri: vscode.Uri): Promise<void> {
  if (!isTrusted() || uri.scheme !== 'file') return;
  const file = await publishing.book.find(uri);
  if (file?.mapping.onSave !== 'publish' || isNeverUploaded(file.label)) return;
  await publishMapped(publishing, file, false);
}

/** Publishes a mapped file, after consent; does nothing when signed out or refused. */
export async function publishMapped(publishing: Publishing, file: MappedFile, explicit: boolean): Promise<void> {
  const { account } = publishing.deps.session;
  if (!account) return;
  const subject = toSubject(file, account.id);
  if (await publishing.prompt.isGiven(subject, explicit)) publishing.publisher.enqueue(toPublication(file, account.id));
}

/** Whether saving a file of some mapped folder publishes it, or at least asks. */
export function isOnSave({ book, ledger, deps }: Publishing): boolean {
  const { account } = deps.session;
  return book.folders.some(
    (folder) =>
      folder.mapping.onSave === 'publish' && (!account || ledger.get(toSubject(folder, account.id)) !== 'declined'),
  );
}

function toSubject({ folder, mapping }: Pick<MappedFile, 'folder' | 'mapping'>, accountId: string): ConsentSubject {
  return { workspace: folder.uri.toString(), accountId, mapping };
}

function toPublication({ uri, folder, mapping, label, key }: MappedFile, accountId: string): Publication {
  const { bucket, domains } = mapping;
  return {
    id: publicationId(bucket, key),
    path: uri.fsPath,
    workspaceRoot: folder.uri.fsPath,
    root: vscode.Uri.joinPath(folder.uri, mapping.folder).fsPath,
    label,
    accountId,
    bucket,
    key,
    domains,
  };
}
