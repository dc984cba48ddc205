import * as vscode from 'vscode';
import { lazy } from '../../core/concurrency/lazy.js';
import { type CommandDeps, registerAccountCommand } from '../../host/commands.js';
import { registerEditing } from './edit/register.js';
import type { ObjectCommand } from './objectCommands.js';
import type { ObjectDeps } from './objectDeps.js';

const names = [
  'downloadObjects',
  'deleteObjects',
  'copyPresignedUrl',
  'uploadFiles',
  'uploadFolder',
  'createFolder',
  'showProperties',
  'editHeaders',
  'setAcl',
  'compareObject',
  'showVersions',
  'showDeleted',
  'restoreArchived',
  'turnOnVersioning',
  'createFile',
  'renameObject',
  'moveObjects',
  'copyObjects',
] as const;

/** Registers the commands on objects of the tree. The rest is loaded with the first command. */
export function registerObjects(deps: ObjectDeps & CommandDeps): vscode.Disposable {
  const load = () => import('./objectCommands.js');
  const open = lazy(async () => (await load()).createObjectCommands(deps));
  const register = <K extends ObjectCommand>(id: K) =>
    registerAccountCommand(deps, id, async (...given) => (await open())[id](...given));
  return vscode.Disposable.from(
    registerEditing(deps, async () => (await load()).openEditing),
    ...names.map((name) => register(`ossCdn.${name}`)),
  );
}
