import type { Uri } from 'vscode';
import { crc64 } from '../../../core/crc64.js';
import { AppError } from '../../../core/errors.js';
import { type EditableObject, packEdited } from '../../../core/objects/editableObject.js';
import type { CloudPorts } from '../../../core/ports/cloud.js';
import type { ObjectRef } from '../../../core/ports/oss.js';
import { type ObjectEdit, type SaveResult, saveObject } from '../../../core/publishing/byHand/saveObject.js';
import { AllowedFiles } from '../../../core/publishing/secrets/allowedFiles.js';
import { warnReplaced } from '../../../host/changePrompts.js';
import { executeCommand, folderRowId } from '../../../host/commandIds.js';
import { guard } from '../../../host/commands.js';
import { offerVersioning } from '../../../host/prompts/offerVersioning.js';
import { confirmSecretFile } from '../../../host/prompts/secretFile.js';
import { allowedFilesKey, createMemory, type WorkspaceKey } from '../../../host/stateKeys.js';
import type { ObjectDeps } from '../objectDeps.js';
import { type OpenedObject, type OpenedObjects, uriOf } from './openedObjects.js';
import { refreshSaved } from './refreshSaved.js';
import { askAboutConflict, askHiddenLoss, confirmTagLoss, type SaveConflict } from './saveQuestions.js';

/** The dependencies of a save. */
export interface SaveTools {
  readonly deps: ObjectDeps;
  readonly cloud: CloudPorts;
  readonly opened: OpenedObjects;
  /** Reads the object as it is in the bucket. Resolves to `undefined` if it is gone or can no longer be edited. */
  read(opened: OpenedObject): Promise<EditableObject | undefined>;
  /** Has the next read of the document show this content. */
  prepare(opened: OpenedObject, content: EditableObject): void;
  /** Keeps a conflict open that the user has compared. */
  keepOpen(opened: OpenedObject, conflict: SaveConflict): void;
  /** Returns the address of a read-only document with this content. */
  show(opened: OpenedObject, bytes: Uint8Array): Uri;
}

type Edit = Pick<ObjectEdit, 'etag' | 'isPacked' | 'dropsTags' | 'dropsHidden'> & Required<Pick<ObjectEdit, 'allowed'>>;

/** Returns an object as the permissions for its content are kept: by bucket and key. */
function toAllowed({ bucket, key }: ObjectRef, allowed: readonly string[] = []) {
  return { workspaceRoot: `/${bucket.name}`, label: key, allowed };
}

const permitsOf = ({ context }: ObjectDeps) => new AllowedFiles(createMemory(context.workspaceState), allowedFilesKey);

/**
 * Saves the text of an editor to the bucket, and asks the user about everything that stands against it. Resolves to `takeTheirs` if nothing was saved and the
 * editor is to show the object of the bucket. Throws `cancelled`, or the error of the upload.
 */
export async function saveToBucket(
  tools: SaveTools,
  opened: OpenedObject,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<'saved' | 'takeTheirs'> {
  const { deps, cloud } = tools;
  const { bucket, key, sent } = opened;
  const { files, clock } = deps;
  // Without the version that the editor began with, every object is another author's.
  const { allowed } = permitsOf(deps).withAllowed(toAllowed(opened));
  let overwrites = false;
  const isOwn = opened.etag !== undefined && opened.etag === opened.ownEtag;
  const dropsHidden = isOwn || listUnasked(deps).includes(bucket.name);
  let edit: Edit = { etag: opened.etag ?? unknown, isPacked: opened.isPacked, allowed, dropsHidden };
  for (;;) {
    const packed = await packEdited(bytes, edit.isPacked);
    const whole = { bucket, key, sent, bytes: packed, ...edit };
    await tools.opened.change(opened, { owesRefresh: true });
    const result = await saveObject({ cloud, files, clock, onReplaced: warnReplaced }, whole, signal);
    const isSent = result.kind === 'saved' ? result.isSent : result.kind === 'failed' && result.isUncertain;
    // Not awaited: the status bar shows the refresh.
    if (isSent) void guard(deps.log, 'refresh saved object', () => refreshSaved(deps, tools.opened, opened));
    else await tools.opened.change(opened, { owesRefresh: false });
    if (result.kind === 'saved') {
      await tools.opened.saved(opened, { bytes, etag: result.etag, isPacked: edit.isPacked });
      if (overwrites) void guard(deps.log, 'offer versioning', () => offerVersioning(deps, bucket));
      if (isSent) void executeCommand('ossCdn.retryNode', folderRowId(bucket.name, ''));
      return 'saved';
    }
    const next = await askNext(tools, opened, { edit, result, packed });
    if (next === 'takeTheirs') return next;
    overwrites ||= result.kind === 'changed' && result.etag !== undefined;
    edit = next;
  }
}

/** No object has this ETag. */
const unknown = '-';

interface Refused {
  readonly edit: Edit;
  readonly result: Exclude<SaveResult, { kind: 'saved' }>;
  readonly packed: Uint8Array;
}

/** Asks the user about what stands against a save. Resolves to the save that the user wants instead. */
async function askNext(tools: SaveTools, opened: OpenedObject, refused: Refused): Promise<Edit | 'takeTheirs'> {
  const { edit, result, packed } = refused;
  const { key } = opened;
  if (result.kind === 'untagged') {
    if (await confirmTagLoss(key)) return { ...edit, dropsTags: true };
    throw new AppError('cancelled');
  }
  if (result.kind === 'hidden') return askHidden(tools, opened, edit);
  if (result.kind === 'changed') return askConflict(tools, opened, edit, result.etag);
  const { secret } = result.error.details;
  if (secret && !edit.allowed.includes(secret.kind)) {
    if (!(await confirmSecretFile(key, [secret]))) throw new AppError('cancelled');
    const allowed = [...edit.allowed, secret.kind];
    await permitsOf(tools.deps).remember(toAllowed(opened, allowed));
    return { ...edit, allowed };
  }
  if (result.isUncertain) {
    const digest = { size: packed.length, md5: tools.deps.files.md5(packed), crc64: crc64(packed) };
    const sent = [...opened.sent, digest].slice(-mostSent);
    await tools.opened.change(opened, { sent });
  }
  throw result.error;
}

async function askHidden({ deps }: SaveTools, { bucket, key }: OpenedObject, edit: Edit): Promise<Edit> {
  const choice = await askHiddenLoss(key);
  if (!choice) throw new AppError('cancelled');
  if (choice === 'always')
    await createMemory(deps.context.workspaceState).set(unaskedKey, [...listUnasked(deps), bucket.name]);
  return { ...edit, dropsHidden: true };
}

const unaskedKey: WorkspaceKey = 'hiddenHeaderBuckets';

/** Lists the buckets for whose objects the user gives up headers that OSS does not tell. */
function listUnasked({ context }: ObjectDeps): readonly string[] {
  const stored = createMemory(context.workspaceState).get<unknown>(unaskedKey);
  return Array.isArray(stored) ? stored.filter((each) => typeof each === 'string') : [];
}

/** The most saves with a lost answer that are remembered for an object. */
const mostSent = 5;

async function askConflict(
  tools: SaveTools,
  opened: OpenedObject,
  { etag: before, dropsHidden: _ofOther, ...kept }: Edit,
  etag: string | undefined,
): Promise<Edit | 'takeTheirs'> {
  const content = etag === undefined ? undefined : await tools.read(opened);
  // The user decides about the object that the comparison shows.
  const shownEtag = content?.etag ?? etag;
  const what = etag === undefined ? 'deleted' : before === unknown ? 'unknown' : 'changed';
  const documents = { bucket: content && tools.show(opened, content.bytes), editor: uriOf(opened) };
  const { signal } = new AbortController();
  const info = await tools.cloud.oss.readBucketInfo(opened.bucket, signal).catch(() => undefined);
  const conflict = { key: opened.key, what, documents, info } as const;
  const choice = await askAboutConflict(conflict);
  if (choice === 'overwrite')
    return {
      ...kept,
      isPacked: content?.isPacked === true,
      dropsHidden: listUnasked(tools.deps).includes(opened.bucket.name),
      ...(shownEtag !== undefined && { etag: shownEtag }),
    };
  if (choice === 'compared' && content) {
    // The next save of the text replaces the object that the user has seen.
    await tools.opened.change(opened, { etag: content.etag, isPacked: content.isPacked });
    tools.keepOpen(opened, conflict);
    throw new AppError('cancelled', { code: 'compared' });
  }
  if (choice !== 'takeTheirs' || !content) throw new AppError('cancelled');
  tools.prepare(opened, content);
  return 'takeTheirs';
}
