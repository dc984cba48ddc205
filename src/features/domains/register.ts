import * as vscode from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import { registerCommand } from '../../host/commands.js';
import { openWork } from './chooseDomain.js';
import { openConsolePage } from './consolePages.js';
import { deleteDomain } from './deleteDomain.js';
import type { DomainDeps } from './domainDeps.js';
import { editOrigin } from './editOrigin.js';
import { disableDomain, enableDomain } from './switchDomain.js';
import { unbindDomain } from './unbindDomain.js';

/** The commands on a CDN domain; each asks which one when it is not told, and shows what it changes before it does. */
export function registerDomains(deps: DomainDeps): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(deps, 'ossCdn.enableDomain', (domain) => enableDomain(deps, domain)),
    registerCommand(deps, 'ossCdn.disableDomain', (domain) => disableDomain(deps, domain)),
    registerCommand(deps, 'ossCdn.deleteDomain', (domain) => deleteDomain(deps, domain)),
    registerCommand(deps, 'ossCdn.unbindDomain', (domain) => unbindDomain(deps, domain)),
    registerCommand(deps, 'ossCdn.editOrigin', (domain) => editOrigin(deps, domain)),
    registerCommand(deps, 'ossCdn.copyCname', (domain) => copyCname(deps, domain)),
    registerCommand(deps, 'ossCdn.openCdnConsole', (domain) => openConsolePage(deps, domain)),
  );
}

async function copyCname(deps: DomainDeps, given: string | undefined): Promise<void> {
  const work = await openWork(deps, given, ({ cname }) => cname !== undefined);
  if (!work) return;
  const { name, cname } = work.domain;
  if (cname === undefined) throw new AppError('domainBusy', { subject: showDomain(name) });
  await vscode.env.clipboard.writeText(cname);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied: {0}', cname), 3000);
}
