import * as vscode from 'vscode';
import type { Session } from '../../core/account.js';
import { AppError } from '../../core/errors.js';
import { l10n } from '../../core/l10n.js';
import { decodeText, pictureNameOf, withoutEncoding } from '../../core/objects/decodeObject.js';
import type { CloudCall } from '../../core/ports/cloud.js';
import type { ObjectHeaders, ObjectRef } from '../../core/ports/oss.js';
import type { Publication } from '../../core/publishing/publication.js';
import { countText, sizeText } from '../../core/text/countText.js';
import { noticeText, plainText, visibleLine } from '../../core/text/plainText.js';
import { showInformation, withProgress } from '../../host/display.js';
import { compareTexts } from '../../host/prompts/displayViews.js';

const scheme = 'oss-cdn-object';
/** The calls after which an object has other content. */
const storingActions: ReadonlySet<string> = new Set(['PutObject', 'CopyObject', 'CompleteMultipartUpload']);
/** The largest file that can be compared, in bytes. VS Code has the same limit. */
const maxComparedBytes = 50 * 1024 * 1024;
/** The most bytes that one click in the tree reads, because traffic from OSS is billed. */
const maxOpenedBytes = 5 * 1024 * 1024;

/** The content of an object: its text, its picture, or the reason why it is not shown with the size of the object in bytes. */
type Content =
  | { readonly text: string }
  | { readonly picture: string; readonly bytes: Uint8Array }
  | { readonly refused: 'large' | 'binary'; readonly size: number };

type Fetched =
  | Extract<Content, { refused: string }>
  | { readonly bytes: Uint8Array<ArrayBuffer>; readonly headers: ObjectHeaders };

/** An object with an open document, which shows it raw beside a file, or decoded. */
interface Opened extends ObjectRef {
  readonly isRaw?: boolean;
}

/**
 * Shows objects of buckets as read-only documents. It shows only objects that were opened here, since an address from elsewhere must not decide where a
 * signed request is sent.
 */
export class BucketDocuments implements vscode.Disposable {
  private readonly end = new AbortController();
  private readonly opened = new Map<string, Opened>();
  /** The query of the document address for each object that was opened alone, by bucket and key. */
  private readonly queries = new Map<string, string>();
  /** Content that was read before its document was requested. */
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration: vscode.Disposable;
  private pictures: ObjectPictures | undefined;

  constructor(private readonly session: Session) {
    this.registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: this.changed.event,
      provideTextDocumentContent: (uri) => this.provide(uri),
    });
  }

  /** Opens the object in the bucket beside the local file, or opens it alone if it is to be deleted. */
  async compare(publication: Publication): Promise<void> {
    // A new number each time, since VS Code caches documents by address.
    const query = String(this.opened.size + 1);
    this.opened.set(query, { bucket: publication.bucket, key: publication.key, isRaw: true });
    const remote = vscode.Uri.from({ scheme, path: `/${publication.label}`, query });
    if (publication.act === 'delete') {
      await vscode.window.showTextDocument(remote);
      return;
    }
    const title = l10n.t('{0} (bucket ↔ disk)', plainText(publication.label));
    await compareTexts(remote, vscode.Uri.file(publication.path), title);
  }

  /**
   * Opens the current text of an object in any charset, or its picture, in its existing tab. A large or binary one is reported instead. Without focus, the
   * tab is a preview, which the next one replaces.
   */
  async open({ bucket, key }: ObjectRef, takesFocus = true): Promise<void> {
    const tab = { preserveFocus: !takesFocus, preview: !takesFocus };
    const location = { viewId: 'ossCdn.explorer' };
    const content = await withProgress({ location }, () => this.read({ bucket, key }, maxOpenedBytes));
    if (!content) throw new AppError('noSuchObject', { subject: key });
    if ('refused' in content) {
      void showInformation(refusal(content, key));
      return;
    }
    if ('picture' in content) {
      this.pictures ??= new ObjectPictures();
      return this.pictures.open({ bucket, key }, content.picture, { bytes: content.bytes, tab });
    }
    const name = `${bucket.name}/${key}`;
    const query = this.queries.get(name) ?? String(this.opened.size + 1);
    const remote = toAddress({ bucket, key }, query);
    this.queries.set(name, query);
    this.opened.set(query, { bucket, key });
    this.texts.set(query, content.text);
    // Reloads an open document.
    this.changed.fire(remote);
    await vscode.window.showTextDocument(remote, tab);
  }

  /** Returns the object that a document of this window shows, by its address. */
  objectOf(address: string): ObjectRef | undefined {
    const uri = vscode.Uri.parse(address);
    return uri.scheme === scheme ? this.opened.get(uri.query) : undefined;
  }

  /** Takes a call of this window that has ended. The document of an object with other content is read again, if it is open. */
  onCall({ action, subject, failed }: CloudCall): void {
    const query = this.queries.get(subject);
    const object = query === undefined ? undefined : this.opened.get(query);
    if (query === undefined || !object || failed !== undefined || !storingActions.has(action)) return;
    this.changed.fire(toAddress(object, query));
  }

  dispose(): void {
    this.end.abort();
    this.registration.dispose();
    this.pictures?.dispose();
    this.changed.dispose();
  }

  private async provide({ query }: vscode.Uri): Promise<string> {
    const text = this.texts.get(query);
    this.texts.delete(query);
    if (text !== undefined) return text;
    const object = this.opened.get(query);
    // A tab restored by VS Code: its object is no longer known.
    if (!object) return l10n.t('Open the object again from the OSS + CDN view to show it');
    const content = object.isRaw ? await this.readRaw(object) : await this.read(object, maxOpenedBytes);
    if (!content || 'picture' in content) return '';
    if ('text' in content) return content.text;
    return content.refused === 'large'
      ? l10n.t('This object is too large to compare. Bytes: {0}', countText(content.size))
      : l10n.t('This object is not text. Bytes: {0}', countText(content.size));
  }

  private async read({ bucket, key }: ObjectRef, maxBytes: number): Promise<Content | undefined> {
    const found = await this.fetch({ bucket, key }, maxBytes);
    if (!found || 'refused' in found) return found;
    const { headers } = found;
    const bytes = await withoutEncoding(found.bytes, headers, maxBytes);
    if (bytes.length > maxBytes) return { refused: 'large', size: bytes.length };
    const picture = pictureNameOf(key, headers);
    if (picture !== undefined) return { picture, bytes };
    const text = decodeText(bytes, headers);
    return text === undefined ? { refused: 'binary', size: bytes.length } : { text };
  }

  /** Reads an object as it is stored, without decoding it, for a comparison. */
  private async readRaw(object: ObjectRef): Promise<Content | undefined> {
    const found = await this.fetch(object, maxComparedBytes);
    if (!found || 'refused' in found) return found;
    const { bytes } = found;
    return bytes.includes(0) ? { refused: 'binary', size: bytes.length } : { text: new TextDecoder().decode(bytes) };
  }

  private async fetch({ bucket, key }: ObjectRef, maxBytes: number): Promise<Fetched | undefined> {
    const { oss } = await this.session.cloud();
    const head = await oss.readObjectHead(bucket, key, this.end.signal);
    if (head && head.size > maxBytes) return { refused: 'large', size: head.size };
    const bytes = head && (await oss.readObject(bucket, key, maxBytes, this.end.signal));
    return bytes && { bytes: Uint8Array.from(bytes), headers: head.headers };
  }
}

function toAddress({ bucket, key }: ObjectRef, query: string): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${bucket.name}/${plainText(key)}`, query });
}

function refusal({ refused, size }: Extract<Content, { refused: string }>, key: string): string {
  const name = noticeText(key);
  return refused === 'large'
    ? l10n.t('{0} is too large to open here ({1}): use Download to save it', name, sizeText(size))
    : l10n.t('{0} is not text ({1}): use Open CDN URL in Browser to view it', name, sizeText(size));
}

const pictureScheme = 'oss-cdn-picture';

function refuse(): never {
  throw vscode.FileSystemError.NoPermissions();
}

/** Pictures in buckets, as read-only files, since VS Code shows pictures of a file system only. Contains only what was opened here. */
class ObjectPictures implements vscode.FileSystemProvider, vscode.Disposable {
  private readonly files = new Map<string, { readonly bytes: Uint8Array; readonly mtime: number }>();
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;

  /** Shows the picture of an object under this file name, and reuses an existing tab. */
  async open(
    { bucket, key }: ObjectRef,
    name: string,
    { bytes, tab }: { readonly bytes: Uint8Array; readonly tab: vscode.TextDocumentShowOptions },
  ): Promise<void> {
    // VS Code would resolve dot segments, and a restored tab must never show another object.
    const path = `/${bucket.name}/=${encodeURIComponent(key)}/${visibleLine(name)}`;
    const uri = vscode.Uri.from({ scheme: pictureScheme, path });
    const mtime = (this.files.get(uri.path)?.mtime ?? 0) + 1;
    this.files.set(uri.path, { bytes, mtime });
    this.changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    await vscode.commands.executeCommand('vscode.open', uri, tab);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const { bytes, mtime } = this.find(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime, size: bytes.length };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return this.find(uri).bytes;
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readonly readDirectory = refuse;
  readonly createDirectory = refuse;
  readonly writeFile = refuse;
  readonly delete = refuse;
  readonly rename = refuse;
  /** Comes after them, because VS Code checks at registration that the provider has each. */
  private readonly registration = vscode.workspace.registerFileSystemProvider(pictureScheme, this, {
    isReadonly: true,
  });

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }

  private find(uri: vscode.Uri) {
    const file = this.files.get(uri.path);
    if (!file) throw vscode.FileSystemError.FileNotFound(uri);
    return file;
  }
}
