import * as vscode from 'vscode';
import type { CommandArguments, CommandId } from './commandIds.js';

/** Runs one of our commands; failures were shown by its own boundary. */
export function executeCommand<K extends CommandId>(id: K, ...args: CommandArguments[K]): Thenable<void> {
  return vscode.commands.executeCommand<void>(id, ...args);
}
