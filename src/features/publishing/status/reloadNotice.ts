import type * as vscode from 'vscode';
import { AppError } from '../../../core/errors.js';
import { presentError } from '../../../host/errors/presentError.js';
import type { Publishing } from '../services.js';

/** Reports once that a newer version of this extension has changed the store, so that this window only sets saves aside. */
export function registerReloadNotice({ publisher, deps }: Pick<Publishing, 'publisher' | 'deps'>): vscode.Disposable {
  let isTold = false;
  return publisher.onDidChange(() => {
    if (isTold || !publisher.needsReload) return;
    isTold = true;
    void presentError(new AppError('storeNewer'), deps.log);
  });
}
