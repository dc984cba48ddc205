import { env, Uri, type Webview, type WebviewPanel } from 'vscode';
import type { Disposable } from '../../core/signal.js';
import type { PageSnapshot, ToPage } from '../../protocol/page.js';
import { setTitle } from '../display.js';
import { parseFromPage } from './fromPage.js';

/** Options of a page. */
interface PageOptions<Action extends string> {
  /** The extension's folder, with the script and style sheet of all pages. */
  readonly extension: Uri;
  readonly title: string;
  /** The actions of its buttons. Other messages are ignored. */
  readonly actions: readonly Action[];
  onAct(action: Action): void;
}

/** A page in a panel. Draws whole snapshots, redraws the last one when the page is recreated, and receives button presses. */
export class PageView<Action extends string> implements Disposable {
  private shown: PageSnapshot | undefined;
  private isGone = false;

  constructor(
    private readonly panel: WebviewPanel,
    private readonly options: PageOptions<Action>,
  ) {
    const { extension, title } = options;
    setTitle(panel, title);
    panel.iconPath = Uri.joinPath(extension, 'media', 'icon.png');
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [Uri.joinPath(extension, 'dist', 'webview'), Uri.joinPath(extension, 'media')],
    };
    panel.webview.onDidReceiveMessage((message) => this.onMessage(message));
    panel.webview.html = renderShell(panel.webview, extension, panel.title, createNonce());
  }

  /** Shows a snapshot. Does nothing after the page is closed. */
  draw(page: PageSnapshot): void {
    if (this.isGone) return;
    this.shown = page;
    const message: ToPage = { type: 'page', page };
    void this.panel.webview.postMessage(message);
  }

  dispose(): void {
    this.isGone = true;
  }

  private onMessage(raw: unknown): void {
    const message = parseFromPage(raw, this.options.actions);
    if (this.isGone || !message) return;
    if (message.type === 'ready') {
      if (this.shown) this.draw(this.shown);
    } else if (message.type === 'copy') void env.clipboard.writeText(message.text);
    else this.options.onAct(message.action);
  }
}

/** The HTML of every page. It loads one script and one style sheet of ours and can reach nothing else. */
export function renderShell(webview: Webview, extension: Uri, title: string, nonce: string): string {
  const script = webview.asWebviewUri(Uri.joinPath(extension, 'dist', 'webview', 'page.js'));
  const style = webview.asWebviewUri(Uri.joinPath(extension, 'media', 'page.css'));
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${escapeHtml(env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escapeHtml(style.toString())}">
<title>${escapeHtml(title)}</title>
</head>
<body>
<main id="page"></main>
<script nonce="${nonce}" src="${escapeHtml(script.toString())}"></script>
</body>
</html>`;
}

/** An unpredictable value that permits the one script of the page. */
function createNonce(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
