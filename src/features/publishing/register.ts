import * as vscode from 'vscode';
import { AppError } from '../../core/errors.js';
import type { PublishFailure } from '../../core/publishing/publication.js';
import { guard, registerCommand } from '../../host/commands.js';
import { copyCdnUrl, openAtCdn, publishFile } from './fileCommands.js';
import { registerMappedContext } from './mappedContext.js';
import { openMapping, revokeConsent } from './mappingCommands.js';
import { createPublishing, type Publishing, type PublishingDeps, publishSaved } from './publishing.js';
import { showPublishing } from './showPublishing.js';
import { registerStatusBar } from './statusBar.js';

/** Publishing on save: the queue, its status bar item, its commands and the checks of the mapping file. */
export function registerPublishing(deps: PublishingDeps): vscode.Disposable {
  const publishing = createPublishing(deps);
  return vscode.Disposable.from(
    publishing,
    registerStatusBar(publishing),
    registerMappedContext(publishing.book),
    registerCommand(deps, 'ossCdn.copyCdnUrl', (uri) => copyCdnUrl(publishing, uri)),
    registerCommand(deps, 'ossCdn.openAtCdn', (uri) => openAtCdn(publishing, uri)),
    registerCommand(deps, 'ossCdn.publishFile', (uri) => publishFile(publishing, uri)),
    registerCommand(deps, 'ossCdn.showPublishing', () => showPublishing(publishing)),
    registerCommand(deps, 'ossCdn.revokeConsent', () => revokeConsent(publishing)),
    registerCommand(deps, 'ossCdn.openMapping', () => openMapping()),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      void guard(deps.log, 'publish on save', () => publishSaved(publishing, uri));
    }),
    logFailures(publishing),
    loadSoon(publishing),
  );
}

/** Reads the mapping files once activation is over, so that the menus and the status bar know them. */
function loadSoon({ book, deps }: Publishing): vscode.Disposable {
  const timer = setTimeout(() => void guard(deps.log, 'read mappings', () => book.load()), 0);
  return { dispose: () => clearTimeout(timer) };
}

function logFailures({ publisher, deps }: Publishing): vscode.Disposable {
  const logged = new WeakSet<PublishFailure>();
  return publisher.onDidChange(() => {
    const { state } = publisher;
    if (state.kind !== 'failed') return;
    for (const failure of state.failures) {
      if (logged.has(failure)) continue;
      logged.add(failure);
      const { publication, cause } = failure;
      if (cause.kind === 'error')
        deps.log.failure(`publish ${publication.label}`, new AppError(cause.error.kind, cause.error.details));
      else deps.log.warn(`publish ${publication.label}: the edge is stale: ${cause.url} ${cause.etag ?? cause.status}`);
    }
  });
}
