import * as vscode from 'vscode';
import type { Session } from '../../core/account.js';
import type { Publication } from '../../core/publishing/publication.js';
import { plainText } from '../../host/plainText.js';
import { compareTexts } from '../../host/prompts/displayViews.js';
import { countText } from '../../host/text/bucketText.js';

const scheme = 'oss-cdn-object';
/** VS Code compares no larger files either, in bytes. */
const maxComparedBytes = 50 * 1024 * 1024;

/** Shows objects as they are in the bucket, for comparing; only those that were opened here, since an address from elsewhere must not decide where a signed request goes. */
export class BucketDocuments implements vscode.Disposable {
  private readonly end = new AbortController();
  private readonly opened = new Map<string, Publication>();
  private readonly registration: vscode.Disposable;

  constructor(private readonly session: Session) {
    this.registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) => this.read(uri),
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

  dispose(): void {
    this.end.abort();
    this.registration.dispose();
  }

  private async read({ query }: vscode.Uri): Promise<string> {
    const publication = this.opened.get(query);
    if (!publication) return '';
    const { oss } = await this.session.cloud();
    const { bucket, key } = publication;
    const head = await oss.readObjectHead(bucket, key, this.end.signal);
    if (head && head.size > maxComparedBytes)
      return vscode.l10n.t('This object is too large to compare. Bytes: {0}', countText(head.size));
    const bytes = head && (await oss.readObject(bucket, key, maxComparedBytes, this.end.signal));
    if (bytes?.includes(0)) return vscode.l10n.t('This object is not text. Bytes: {0}', countText(bytes.length));
    return bytes ? new TextDecoder().decode(bytes) : '';
  }
}
