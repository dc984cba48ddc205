import * as vscode from 'vscode';
import { actOnSave } from '../../core/publishing/mapping/consent.js';
import type { Mapping } from '../../core/publishing/mapping/mapping.js';
import { isNeverUploaded } from '../../core/publishing/mapping/neverUpload.js';
import { type MappedPlace, toPublication } from '../../core/publishing/mapping/toPublication.js';
import type { FileBase, Publication, PublishAct } from '../../core/publishing/publication.js';
import { showWarning } from '../../host/display.js';
import { noticeText } from '../../host/plainText.js';
import { countText } from '../../host/text/bucketText.js';
import { isTrusted } from '../../host/trust.js';
import type { MappedFile } from './mapping/mappingStore.js';
import { isAllowed } from './onSaveConsent.js';
import type { Publishing } from './services.js';

/** How files are published. */
export interface PublishOptions extends Pick<Publication, 'act' | 'batch'> {
  /** The user asked for these very files, whatever was refused before and even while publishing is paused. */
  readonly explicit?: boolean;
  /** They wait until the user says so. */
  readonly held?: boolean;
  /** What a file was on disk before it was changed, where that is known. */
  baseOf?(file: MappedFile): Promise<FileBase | undefined> | FileBase | undefined;
}

/** Publishes a saved file when its mapping says so, and tells when no object can have its name; silent about everything else. `base` is what it was before. */
export async function publishSaved(
  publishing: Publishing,
  uri: vscode.Uri,
  base?: Promise<FileBase | undefined>,
): Promise<void> {
  if (!isTrusted() || uri.scheme !== 'file') return;
  const { mappingStore } = publishing;
  const file = await mappingStore.find(uri);
  if (!file) warnLeftOut(publishing, [uri]);
  if (!file || !isAutomatic(publishing, file)) return;
  if (publishing.deps.session.account) await publishAll(publishing, [file], { baseOf: () => base });
  else await publishing.signedOutChanges.record([uri.fsPath], 'saved');
}

/** Which files `warnLeftOut` looks at, besides those whose paths show that no object can have their names. */
interface LeftOutOptions {
  /** Warns only of files for which this holds. */
  readonly filter?: (file: Omit<MappedFile, 'key'>) => boolean;
  /** Files whose names are not UTF-8 on disk, which their paths here no longer show. */
  readonly unnamed?: readonly vscode.Uri[];
}

/** Warns of the files that would be published automatically if an object could have their names; silent where there are none. */
export function warnLeftOut(
  publishing: Publishing,
  uris: readonly vscode.Uri[],
  { filter = () => true, unnamed = [] }: LeftOutOptions = {},
): void {
  const { mappingStore } = publishing;
  const files = [
    ...uris.flatMap((uri) => mappingStore.getLeftOut(uri) ?? []),
    ...unnamed.flatMap((uri) => mappingStore.get(uri) ?? mappingStore.getLeftOut(uri) ?? []),
  ];
  const labels = files.filter((file) => isAutomatic(publishing, file) && filter(file)).map(({ label }) => label);
  if (labels.length > 0) void showWarning(leftOutText(labels));
}

/** Which files cannot be published under any name. */
export function leftOutText([first = '', ...others]: readonly string[]): string {
  return vscode.l10n.t(
    'Not published because the name is not UTF-8 or too long for an object. Rename the files to publish them. Files: {0}, the first: {1}',
    countText(1 + others.length),
    noticeText(first),
  );
}

/** Whether a change of this file is published automatically. */
export function isAutomatic(
  { mappingStore }: Publishing,
  { mapping, label, inside }: Omit<MappedFile, 'key'>,
): boolean {
  return mapping.onSave !== 'off' && !isNeverUploaded(label) && mappingStore.rulesOf(mapping).includes(inside);
}

/** Publishes mapped files after consent to each of their mappings; does nothing when signed out or refused. While paused they are held. */
export async function publishAll(
  publishing: Publishing,
  files: readonly MappedFile[],
  options: PublishOptions = {},
): Promise<void> {
  const { explicit = false, held = false } = options;
  const { account } = publishing.deps.session;
  if (!account) return;
  const agreed: MappedFile[] = [];
  for (const group of groupByMapping(files)) {
    const act = actOf(group[0].mapping, options) === 'refresh' ? 'refresh' : 'upload';
    // A folder may have more files than a call takes arguments.
    if (await isAllowed(publishing, group[0], { accountId: account.id, act }, explicit))
      for (const file of group) agreed.push(file);
  }
  const built = await Promise.all(agreed.map((file) => buildPublication(publishing, file, account.id, options)));
  const publications = built.filter((publication) => publication !== undefined);
  // However many they are: what the user did in the editor is no change from outside.
  const isHeld = held || (!explicit && publishing.pause.isOn);
  await publishing.publisher.enqueue(publications, isHeld);
}

/** What is done with a file: where only its URLs are refreshed automatically, it is uploaded when the user asks for that. */
function actOf(mapping: Mapping, { act, explicit }: PublishOptions): PublishAct {
  return act ?? (explicit ? 'upload' : (actOnSave(mapping) ?? 'upload'));
}

async function buildPublication(
  { mappingStore, deps }: Publishing,
  file: MappedFile,
  accountId: string,
  options: PublishOptions,
): Promise<Publication | undefined> {
  const { mapping, inside, uri } = file;
  const { batch } = options;
  const act = actOf(mapping, options);
  // One that cannot be read fails when it is its turn.
  const seen = act === 'upload' ? await deps.files.stat(uri.fsPath).catch(() => undefined) : undefined;
  const base = act === 'upload' ? await options.baseOf?.(file) : undefined;
  return toPublication(toMappedPlace(file, accountId), inside, {
    headers: mappingStore.rulesOf(mapping).headersOf(inside),
    act,
    ...(seen && { seen }),
    ...(base && { bases: [base] }),
    ...(batch !== undefined && { batch }),
    ...(options.explicit && { explicit: true }),
  });
}

/** Where a file is on disk, and for which account. */
export function toMappedPlace(
  { folder, mapping }: Pick<MappedFile, 'folder' | 'mapping'>,
  accountId: string,
): MappedPlace {
  const root = vscode.Uri.joinPath(folder.uri, mapping.folder).fsPath;
  return { accountId, workspaceRoot: folder.uri.fsPath, root, mapping };
}

function groupByMapping(files: readonly MappedFile[]): readonly (readonly [MappedFile, ...MappedFile[]])[] {
  const groups = new Map<Mapping, [MappedFile, ...MappedFile[]]>();
  for (const file of files) {
    const group = groups.get(file.mapping);
    if (group) group.push(file);
    else groups.set(file.mapping, [file]);
  }
  return [...groups.values()];
}
