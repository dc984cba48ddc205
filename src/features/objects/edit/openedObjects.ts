import { type Uri, Uri as Uris } from 'vscode';
import { decodeEdited, type EditableObject } from '../../../core/objects/editableObject.js';
import type { Memory } from '../../../core/ports/local.js';
import type { BucketRef, ObjectRef } from '../../../core/ports/oss.js';
import type { ContentDigest } from '../../../core/publishing/publication.js';
import { visibleLine } from '../../../core/text/plainText.js';
import type { WorkspaceKey } from '../../../host/stateKeys.js';

/** The scheme of objects that are open for editing. */
export const editScheme = 'oss-cdn';

const memoryKey: WorkspaceKey = 'editedObjects';
/** The most objects that are remembered. The editors of older ones have long been closed. */
const mostRemembered = 200;

/** An object that was opened for editing in this workspace, as it is remembered. */
export interface OpenedObject extends ObjectRef {
  /** The identity of the document, which no other program can guess. */
  readonly id: string;
  /** The path of the document, for people. */
  readonly path: string;
  readonly accountId: string;
  readonly isPacked: boolean;
  /** The ETag that the text in the editor is based on. Absent if unknown, or if the object is gone. */
  readonly etag?: string | undefined;
  /** The ETag of the version that was saved here, of which OSS hides no header. */
  readonly ownEtag?: string;
  /** The content of each save whose answer was lost. */
  readonly sent: readonly ContentDigest[];
  /** Whether a save may have changed the object since its URLs were last added to the queue. Recorded before the request is sent. */
  readonly owesRefresh?: boolean;
  /** The version as VS Code knows it, a time in ms since the epoch that changes only with the content of the editor, and its size in bytes. */
  readonly mtime: number;
  readonly size: number;
}

/** The content that was read for an editor, until the editor is known to show it. */
interface Candidate extends EditableObject {
  readonly text: string;
}

/**
 * Holds the objects that are open for editing, which alone the file system serves. A request goes to the bucket that is remembered here, never to one that
 * an address names. Each window has its own, which outlive it.
 */
export class OpenedObjects {
  private readonly opened = new Map<string, OpenedObject>();
  private readonly candidates = new Map<string, Candidate[]>();

  constructor(
    private readonly memory: Memory,
    private readonly now: () => number,
  ) {
    const stored = memory.get<readonly unknown[]>(memoryKey);
    for (const each of Array.isArray(stored) ? stored : []) if (isOpened(each)) this.opened.set(each.id, each);
  }

  /** Returns the object of a document address. `undefined` if it was not opened in this workspace. */
  find(uri: Pick<Uri, 'scheme' | 'path' | 'query' | 'authority'>): OpenedObject | undefined {
    const found = uri.scheme === editScheme && uri.authority === '' ? this.opened.get(uri.query) : undefined;
    return found?.path === uri.path ? found : undefined;
  }

  /** Lists the objects of an account, or of all, whose URLs may not have been refreshed after their last save. */
  listUnrefreshed(accountId?: string): readonly OpenedObject[] {
    const isOwn = (each: OpenedObject) => accountId === undefined || each.accountId === accountId;
    return [...this.opened.values()].filter((each) => each.owesRefresh === true && isOwn(each));
  }

  /** Remembers an object with the content that was read for its editor, and returns the address of its document, which stays the same. */
  async add({ bucket, key }: ObjectRef, accountId: string, content: EditableObject): Promise<Uri> {
    const present = [...this.opened.values()].find(
      (each) => each.key === key && each.accountId === accountId && isSameBucket(each.bucket, bucket),
    );
    if (present) {
      this.note(present, content);
      return uriOf(present);
    }
    const id = crypto.randomUUID();
    const { isPacked, etag, bytes } = content;
    const path = `/${bucket.name}/${toPath(key)}`;
    const state = { isPacked, etag, sent: [], mtime: this.now(), size: bytes.length };
    const opened = { id, path, accountId, bucket, key, ...state };
    await this.keep(opened);
    return uriOf(opened);
  }

  /** Notes content that was read for an editor or for any other reader. `settle` finds out which of it an editor shows. */
  note({ id }: OpenedObject, content: EditableObject): void {
    const text = toLines(decodeEdited(content.bytes) ?? '');
    this.candidates.set(id, [...(this.candidates.get(id) ?? []), { ...content, text }].slice(-2));
  }

  /**
   * Records the version on which the text of a document without changes is based. Content that VS Code or another extension has read is not necessarily what
   * the editor shows.
   */
  async settle(opened: OpenedObject, text: string): Promise<void> {
    const shown = this.candidates.get(opened.id)?.findLast((each) => each.text === toLines(text));
    if (!shown || (shown.etag === opened.etag && shown.isPacked === opened.isPacked)) return;
    await this.keep({ ...opened, etag: shown.etag, isPacked: shown.isPacked, size: shown.bytes.length });
  }

  /** Records that the content of the editor is now that of the object. Content that was read before is none that the editor may show. */
  async saved(opened: OpenedObject, content: EditableObject): Promise<void> {
    const { etag, isPacked, bytes } = content;
    this.candidates.delete(opened.id);
    this.note(opened, content);
    await this.change(opened, { etag, ownEtag: etag, isPacked, sent: [], size: bytes.length }, true);
  }

  /** Changes what is remembered of an object. A new version gets a later time. */
  async change(opened: OpenedObject, change: Partial<OpenedObject>, isNewVersion = false): Promise<void> {
    const present = this.opened.get(opened.id) ?? opened;
    const mtime = isNewVersion ? Math.max(this.now(), present.mtime + 1) : present.mtime;
    await this.keep({ ...present, ...change, mtime });
  }

  private async keep(opened: OpenedObject): Promise<void> {
    this.opened.delete(opened.id);
    this.opened.set(opened.id, opened);
    for (const id of [...this.opened.keys()].slice(0, -mostRemembered)) this.opened.delete(id);
    await this.memory.set(memoryKey, [...this.opened.values()]);
  }
}

/** Returns the address of the document of an object. */
export function uriOf({ path, id }: OpenedObject): Uri {
  return Uris.from({ scheme: editScheme, path, query: id });
}

/** Returns a path for people. VS Code would resolve dots and empty segments of a key, so they are replaced; the key itself is never read from the path. */
function toPath(key: string): string {
  return key
    .split('/')
    .map((segment) => (/^\.{0,2}$/.test(segment) ? `(${segment})` : visibleLine(segment)))
    .join('/');
}

function toLines(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

function isSameBucket(left: BucketRef, right: BucketRef): boolean {
  return left.name === right.name && left.region === right.region;
}

function isOpened(value: unknown): value is OpenedObject {
  if (typeof value !== 'object' || value === null) return false;
  const { id, path, accountId, key, bucket, mtime, size, sent } = value as Partial<OpenedObject>;
  const texts = [id, path, accountId, key, bucket?.name, bucket?.region];
  return texts.every((each) => typeof each === 'string') && Number.isFinite((mtime ?? 0) + (size ?? 0)) && !!sent;
}
