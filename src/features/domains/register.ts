import * as vscode from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import { type CommandDeps, registerAccountCommand } from '../../host/commands.js';
import { copyToClipboard } from '../../host/display.js';
import type { DomainDeps } from './domainDeps.js';
import { openWork } from './domainDeps.js';

/** Registers the commands on a CDN domain. Each asks for a domain if none is given, and shows a change before making it. */
export function registerDomains(deps: DomainDeps & CommandDeps): vscode.Disposable {
  return vscode.Disposable.from(
    registerAccountCommand(deps, 'ossCdn.enableDomain', async (domain) => (await load()).enableDomain(deps, domain)),
    registerAccountCommand(deps, 'ossCdn.disableDomain', async (domain) => (await load()).disableDomain(deps, domain)),
    registerAccountCommand(deps, 'ossCdn.deleteDomain', async (domain) => (await load()).deleteDomain(deps, domain)),
    registerAccountCommand(deps, 'ossCdn.unbindDomain', async (domain) => (await load()).unbindDomain(deps, domain)),
    registerAccountCommand(deps, 'ossCdn.editOrigin', async (domain) => (await load()).editOrigin(deps, domain)),
    registerAccountCommand(deps, 'ossCdn.setHsts', async (domain) => (await load()).setHsts(deps, domain)),
    registerAccountCommand(deps, 'ossCdn.changeDelivery', async (target) =>
      (await load()).changeDelivery(deps, target),
    ),
    registerAccountCommand(deps, 'ossCdn.copyCname', (domain) => copyCname(deps, domain)),
    registerAccountCommand(deps, 'ossCdn.copySetUp', async (domain) => (await load()).copySetUp(deps, domain)),
    registerAccountCommand(deps, 'ossCdn.openCdnConsole', async (domain) =>
      (await load()).openConsolePage(deps, domain),
    ),
  );
}

async function copyCname(deps: DomainDeps, given: string | undefined): Promise<void> {
  const work = await openWork(deps, given, ({ cname }) => cname !== undefined);
  if (!work) return;
  const { name, cname } = work.domain;
  if (cname === undefined) throw new AppError('domainBusy', { subject: showDomain(name) });
  await copyToClipboard(cname);
}

async function load(): Promise<typeof import('./domainCommands.js').domainCommands> {
  return (await import('./domainCommands.js')).domainCommands;
}
