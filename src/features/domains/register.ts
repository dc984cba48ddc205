import * as vscode from 'vscode';
import { AppError } from '../../core/errors.js';
import { type CommandDeps, registerAccountCommand } from '../../host/commands.js';
import { copyToClipboard } from '../../host/display.js';
import { type DomainDeps, openWork } from './domainDeps.js';

const ids = [
  'ossCdn.enableDomain',
  'ossCdn.disableDomain',
  'ossCdn.deleteDomain',
  'ossCdn.unbindDomain',
  'ossCdn.editOrigin',
  'ossCdn.changeDelivery',
  'ossCdn.openCdnConsole',
  'ossCdn.setHsts',
  'ossCdn.copySetUp',
] as const;

/** Registers the commands on a CDN domain. Each command asks for a domain if none is given, and shows a change before making it. */
export function registerDomains(deps: DomainDeps & CommandDeps): vscode.Disposable {
  return vscode.Disposable.from(
    ...ids.map((id) =>
      registerAccountCommand(deps, id, async (...[given]) => {
        const { domainCommands } = await import('./domainCommands.js');
        await domainCommands[id](deps, given);
      }),
    ),
    registerAccountCommand(deps, 'ossCdn.copyCname', (domain) => copyCname(deps, domain)),
  );
}

async function copyCname(deps: DomainDeps, given: string | undefined): Promise<void> {
  const work = await openWork(deps, given, ({ cname }) => cname !== undefined);
  if (!work) return;
  const { cname } = work.domain;
  if (cname === undefined) throw new AppError('domainBusy', { subject: work.name });
  await copyToClipboard(cname);
}
