import * as vscode from 'vscode';
import { lazy } from '../../core/concurrency/lazy.js';
import { listCommandTargets, registerAccountCommand } from '../../host/commands.js';
import type { ObjectDeps } from './objectDeps.js';

/** What users do with the objects of the tree. Loads the rest with the first command. */
export function registerObjects(deps: ObjectDeps): vscode.Disposable {
  const open = lazy(async () => (await import('./objectCommands.js')).createObjectCommands(deps));
  return vscode.Disposable.from(
    registerAccountCommand(deps, 'ossCdn.downloadObjects', async (...given) =>
      (await open()).download(listCommandTargets(given)),
    ),
    registerAccountCommand(deps, 'ossCdn.deleteObjects', async (...given) =>
      (await open()).remove(listCommandTargets(given)),
    ),
    registerAccountCommand(deps, 'ossCdn.copyPresignedUrl', async (object) => (await open()).presign(object)),
  );
}
