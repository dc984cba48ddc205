import { Disposable, type WebviewPanel, window } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { l10n } from '../../core/l10n.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import { registerAccountCommand, registerCommand } from '../../host/commands.js';
import { createPage, showBriefly } from '../../host/display.js';
import { parsePageState } from '../../host/page/fromPage.js';
import { pickDomain } from '../../host/prompts/pickDomain.js';
import type { VerificationDeps, VerificationPanel } from './panel.js';

const viewType = 'ossCdn.verification';

/** Registers the verification page and its restoration after a reload. */
export function registerVerification(deps: VerificationDeps): Disposable {
  const pages = new Map<string, Promise<VerificationPanel | undefined>>();
  const dispose = (loading: Promise<VerificationPanel | undefined>) =>
    void loading.then(
      (page) => page?.dispose(),
      () => undefined,
    );
  const open = async (domain: string, panel: WebviewPanel) => {
    let isClosed = false;
    // The page may be closed before its code is loaded.
    const loading = load().then((code) => (isClosed ? undefined : new code.VerificationPanel(deps, panel, domain)));
    pages.set(domain, loading);
    panel.onDidDispose(() => {
      isClosed = true;
      pages.delete(domain);
      dispose(loading);
    });
    try {
      await loading;
    } catch (error) {
      // Otherwise an empty panel would be revealed the next time.
      panel.dispose();
      throw error;
    }
  };
  return Disposable.from(
    { dispose: () => pages.forEach(dispose) },
    registerCommand(deps, 'ossCdn.verifyCname', async (given) => {
      const domain = given ?? (await (await load()).chooseDomainToVerify(deps));
      if (domain === undefined) return;
      const known = await pages.get(domain);
      if (known) {
        known.reveal();
        known.recheck();
      } else await open(domain, createPage(viewType, showDomain(domain)));
    }),
    registerAccountCommand(deps, 'ossCdn.setHomePage', (given) => setUpHomePage(deps, given)),
    window.registerWebviewPanelSerializer(viewType, {
      async deserializeWebviewPanel(panel, state: unknown) {
        // The title of a wildcard is in DNS spelling.
        const domain = parsePageState(state)?.replace(/^\*\./, '.');
        if (domain === undefined || pages.has(domain)) panel.dispose();
        else await open(domain, panel);
      },
    }),
  );
}

async function setUpHomePage(deps: VerificationDeps, given: string | undefined): Promise<void> {
  const isOnline = ({ name, status }: CdnDomain) => (status === 'online' ? showDomain(name) : undefined);
  const domain = given ?? (await pickDomain(deps, isOnline, { title: l10n.t('Set Up Home Page') }))?.name;
  if (domain === undefined) return;
  const { setHomePage } = await load();
  if (await setHomePage(deps, domain)) showBriefly(l10n.t('Settings changed: {0}', showDomain(domain)), 5_000);
}

function load(): Promise<typeof import('./verification.js')> {
  return import('./verification.js');
}
