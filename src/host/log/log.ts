import * as vscode from 'vscode';
import { type Log, type LogChannel, writeLog } from './logLines.js';
import type { Redactor } from './redact.js';

const name = 'OSS + CDN';
/** Lines kept for a window whose channel shows none. */
const mostKept = 1_000;
const scheme = 'oss-cdn-log';

/**
 * Opens the log channel. No I/O before the first line. Without VS Code's own log writer the channel has no file and
 * would be blank, so the last lines open as a document.
 */
export function createLog(redactor: Redactor, { extension, logUri }: vscode.ExtensionContext): Log {
  const channel = vscode.window.createOutputChannel(name, { log: true });
  const lines: string[] = [];
  const documents = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: () => lines.join('\n'),
  });
  const keep = (level: 'debug' | 'info' | 'warn' | 'error') => (line: string) => {
    channel[level](line);
    lines.push(`${new Date().toISOString()} [${level}] ${line}`);
    if (lines.length > mostKept) lines.shift();
  };
  const kept: LogChannel = {
    debug: keep('debug'),
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
    show: async () => {
      if (await isWritten(vscode.Uri.joinPath(logUri, `${name}.log`))) return channel.show(true);
      // A new number each time, since VS Code caches documents by address.
      const uri = vscode.Uri.from({ scheme, path: `/${name}.log`, query: String(Date.now()) });
      await vscode.window.showTextDocument(uri, { preview: true });
    },
    dispose: () => {
      documents.dispose();
      channel.dispose();
    },
  };
  return writeLog(redactor, kept, extension.packageJSON);
}

async function isWritten(file: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(file)).size > 0;
  } catch {
    return false;
  }
}
