import * as vscode from 'vscode';
import type { Session } from '../../core/account.js';
import { AppError } from '../../core/errors.js';
import type { Publication } from '../../core/publishing/publication.js';
import type { ObjectRef } from '../../host/commandIds.js';
import { showInformation, withProgress } from '../../host/display.js';
import { noticeText, plainText } from '../../host/plainText.js';
import { compareTexts } from '../../host/prompts/displayViews.js';
import { countText, sizeText } from '../../host/text/bucketText.js';

const scheme = 'oss-cdn-object';
/** VS Code compares no larger files either, in bytes. */
const maxComparedBytes = 50 * 1024 * 1024;
/** One click in the tree reads no more than this, in bytes: what leaves OSS is billed. */
const maxOpenedBytes = 5 * 1024 * 1024;

/** What an object has to show: its text, or why it shows none, with its size in bytes. */
type Content = { readonly text: string } | { readonly refused: 'large' | 'binary'; readonly size: number };

/** Shows objects as they are in the bucket, read-only; only those that were opened here, since an address from elsewhere must not decide where a signed request goes. */
export class BucketDocuments implements vscode.Disposable {
  private readonly end = new AbortController();
  private readonly opened = new Map<string, ObjectRef>();
  /** The query of the address of each object that was opened alone, by bucket and key. */
  private readonly queries = new Map<string, string>();
  /** What was read of an object before its document asks for it. */
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration: vscode.Disposable;

  constructor(private readonly session: Session) {
    this.registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: this.changed.event,
      provideTextDocumentContent: (uri) => this.provide(uri),
    });
  }

  /** Opens the bucket's object beside the file on disk, or alone where it is to be deleted. */
  async compare(publication: Publication): Promise<void> {
    // A number of its own each time, since VS Code keeps what it has read of an address.
    const query = String(this.opened.size + 1);
    this.opened.set(query, publication);
    const remote = vscode.Uri.from({ scheme, path: `/${publication.label}`, query });
    if (publication.act === 'delete') {
      await vscode.window.showTextDocument(remote);
      return;
    }
    const title = vscode.l10n.t('{0} (bucket ↔ disk)', plainText(publication.label));
    await compareTexts(remote, vscode.Uri.file(publication.path), title);
  }

  /** Opens the text of an object as it is now, in the tab that it has already; one that is large or no text is not opened, and a message says so. */
  async open({ bucket, key }: ObjectRef): Promise<void> {
    const location = { viewId: 'ossCdn.explorer' };
    const content = await withProgress({ location }, () => this.read({ bucket, key }, maxOpenedBytes));
    if (!content) throw new AppError('noSuchObject', { subject: key });
    if ('refused' in content) {
      void showInformation(refusal(content, key));
      return;
    }
    const path = `/${bucket.name}/${plainText(key)}`;
    const name = `${bucket.name}/${key}`;
    const query = this.queries.get(name) ?? String(this.opened.size + 1);
    const remote = vscode.Uri.from({ scheme, path, query });
    this.queries.set(name, query);
    this.opened.set(query, { bucket, key });
    this.texts.set(query, content.text);
    // A document that is open already is read again.
    this.changed.fire(remote);
    await vscode.window.showTextDocument(remote);
  }

  dispose(): void {
    this.end.abort();
    this.registration.dispose();
    this.changed.dispose();
  }

  private async provide({ query }: vscode.Uri): Promise<string> {
    const text = this.texts.get(query);
    this.texts.delete(query);
    if (text !== undefined) return text;
    const object = this.opened.get(query);
    // A tab that VS Code restored: which object it showed is not known any more.
    if (!object) return vscode.l10n.t('Open the object again from the OSS + CDN view to show it');
    const content = await this.read(object, maxComparedBytes);
    if (!content) return '';
    if ('text' in content) return content.text;
    return content.refused === 'large'
      ? vscode.l10n.t('This object is too large to compare. Bytes: {0}', countText(content.size))
      : vscode.l10n.t('This object is not text. Bytes: {0}', countText(content.size));
  }

  private async read({ bucket, key }: ObjectRef, maxBytes: number): Promise<Content | undefined> {
    const { oss } = await this.session.cloud();
    const head = await oss.readObjectHead(bucket, key, this.end.signal);
    if (head && head.size > maxBytes) return { refused: 'large', size: head.size };
    const bytes = head && (await oss.readObject(bucket, key, maxBytes, this.end.signal));
    if (bytes?.includes(0)) return { refused: 'binary', size: bytes.length };
    return bytes && { text: new TextDecoder().decode(bytes) };
  }
}

function refusal({ refused, size }: Extract<Content, { refused: string }>, key: string): string {
  const name = noticeText(key);
  return refused === 'large'
    ? vscode.l10n.t('{0} is too large to open here ({1}): use Download to save it', name, sizeText(size))
    : vscode.l10n.t('{0} is not text ({1}): use Open CDN URL in Browser to view it', name, sizeText(size));
}
