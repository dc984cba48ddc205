import { env, Uri, type Webview } from 'vscode';

/** The shell of the page: it loads one script and one style sheet of ours, and can reach nothing else. */
export function renderShell(webview: Webview, extension: Uri, title: string, nonce: string): string {
  const script = webview.asWebviewUri(Uri.joinPath(extension, 'dist', 'webview', 'verification.js'));
  const style = webview.asWebviewUri(Uri.joinPath(extension, 'media', 'verification.css'));
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

/** An unpredictable value that admits the one script of the page. */
export function createNonce(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
