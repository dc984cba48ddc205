import * as vscode from 'vscode';
import { l10n } from '../../../core/l10n.js';
import { safeLine } from '../../../core/text/plainText.js';

const scheme = 'oss-cdn-text';

/** Texts that were read for a command, such as properties or versions, as read-only documents. An address from elsewhere shows none. */
export class ReadOnlyTexts implements vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly closing: vscode.Disposable;

  constructor() {
    this.closing = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        provideTextDocumentContent: ({ query }) =>
          this.texts.get(query) ?? l10n.t('Open this again from the OSS + CDN view to show it'),
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === scheme) this.texts.delete(uri.query);
      }),
    );
  }

  /** Adds a text under a name, which becomes the title of its tab. */
  add(name: string, text: string): vscode.Uri {
    // A new number each time, since VS Code caches documents by address.
    const query = crypto.randomUUID();
    this.texts.set(query, text);
    return vscode.Uri.from({ scheme, path: `/${safeLine(name).replaceAll('/', '∕')}`, query });
  }

  /** Shows a text in a tab. */
  async show(name: string, text: string): Promise<void> {
    await vscode.window.showTextDocument(this.add(name, text));
  }

  dispose(): void {
    this.closing.dispose();
  }
}
