import * as vscode from 'vscode';
import { type Log, type LogChannel, writeLog } from './logLines.js';
import type { Redactor } from './redact.js';

const name = 'OSS + CDN';
/** The most lines that are kept for a window whose channel shows none. */
const mostKept = 1_000;
const scheme = 'oss-cdn-log';

/**
 * Creates the log. Its channel is opened for the first line, since VS Code creates a folder for it. If VS Code's own log writer is missing, the channel has
 * no file and would be blank, so the latest lines are shown in a document instead.
 */
export function createLog(redactor: Redactor, { extension, logUri }: vscode.ExtensionContext): Log {
  let opened: vscode.LogOutputChannel | undefined;
  const open = () => {
    opened ??= vscode.window.createOutputChannel(name, { log: true });
    return opened;
  };
  const lines: string[] = [];
  const documents = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: () => lines.join('\n'),
  });
  const keep = (level: 'debug' | 'info' | 'warn' | 'error') => (line: string) => {
    open()[level](line);
    lines.push(`${new Date().toISOString()} [${level}] ${line}`);
    if (lines.length > mostKept) lines.shift();
  };
  const kept: LogChannel = {
    debug: keep('debug'),
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
    show: async () => {
      if (await isWritten(vscode.Uri.joinPath(logUri, `${name}.log`))) return open().show(true);
      // A new number each time, since VS Code caches documents by address.
      const uri = vscode.Uri.from({ scheme, path: `/${name}.log`, query: String(Date.now()) });
      await vscode.window.showTextDocument(uri, { preview: true });
    },
    dispose: () => {
      documents.dispose();
      opened?.dispose();
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
