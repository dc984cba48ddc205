import * as vscode from 'vscode';
import type { LoggedCall } from '../../sandbox/state/state.js';
import { type ControlAddress, createControl } from '../support/control.js';
import { eventually } from './harness.js';
import { worldVariable } from './worldVariable.js';

const address: ControlAddress = JSON.parse(process.env[worldVariable] ?? '{}');

/** The sandbox of this run. */
export const control = createControl(address);

/** The extension under test. */
export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('oss-cdn.oss-cdn');
  if (!found) throw new Error('The extension is not installed');
  return found;
}

/** The folder that the window has open. */
export function workspaceFolder(): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) throw new Error('No folder is open');
  return folder.uri;
}

/** Waits for a call of this operation that `matches`, received after `since` (ms). */
export function callOf(
  action: string,
  since = 0,
  matches: (call: LoggedCall) => boolean = () => true,
): Promise<LoggedCall> {
  return eventually(`the cloud receives ${action}`, async () => {
    const calls = await control.calls(action);
    return calls.find((call) => call.at >= since && matches(call));
  });
}
