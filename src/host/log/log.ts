import * as vscode from 'vscode';
import { type Log, writeLog } from './logLines.js';
import type { Redactor } from './redact.js';

/** Opens the log channel; costs no I/O until the first line. */
export function createLog(redactor: Redactor, { packageJSON }: vscode.Extension<unknown>): Log {
  return writeLog(redactor, vscode.window.createOutputChannel('OSS + CDN', { log: true }), packageJSON);
}
