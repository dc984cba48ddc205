import { Disposable, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { registerCommand } from '../../host/commands.js';
import { chooseDomain } from './chooseDomain.js';
import { parsePageState } from './fromPage.js';
import { type VerificationDeps, VerificationPanel } from './panel.js';

const viewType = 'ossCdn.verification';

/** Registers the verification page of a domain, and its restoration after a reload. */
export function registerVerification(deps: VerificationDeps): Disposable {
  const pages = new Map<string, VerificationPanel>();
  const open = (domain: string, panel: WebviewPanel) => {
    panel.iconPath = Uri.joinPath(deps.context.extensionUri, 'media', 'icon.png');
    const page = new VerificationPanel(deps, panel, domain);
    pages.set(domain, page);
    panel.onDidDispose(() => {
      page.dispose();
      pages.delete(domain);
    });
  };
  return Disposable.from(
    { dispose: () => Disposable.from(...pages.values()).dispose() },
    registerCommand(deps, 'ossCdn.verifyCname', async (given) => {
      const domain = given ?? (await chooseDomain(deps));
      if (domain === undefined) return;
      const known = pages.get(domain);
      if (known) {
        known.reveal();
        known.recheck();
      } else open(domain, window.createWebviewPanel(viewType, showDomain(domain), ViewColumn.Active));
    }),
    window.registerWebviewPanelSerializer(viewType, {
      async deserializeWebviewPanel(panel, state: unknown) {
        const domain = parsePageState(state);
        if (domain === undefined || pages.has(domain)) panel.dispose();
        else open(domain, panel);
      },
    }),
  );
}
