import * as vscode from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import type { DomainDeps, DomainWork } from './domainDeps.js';

/**
 * Opens the work on a domain: the given one, or one that the user chooses among those that `fits`. Reads it again;
 * `undefined` when the user cancels. Throws `domainNotFound`.
 */
export async function openWork(
  deps: DomainDeps,
  given: string | undefined,
  fits: (domain: CdnDomain) => boolean = () => true,
): Promise<DomainWork | undefined> {
  const cloud = await deps.session.cloud();
  const { signal } = new AbortController();
  const name = given ?? (await chooseName(deps, fits));
  if (name === undefined) return undefined;
  const domain = await cloud.cdn.readDomain(name, signal);
  if (!domain) throw new AppError('domainNotFound', { subject: showDomain(name) });
  return { deps, cloud, domain, signal };
}

async function chooseName({ session, ui }: DomainDeps, fits: (domain: CdnDomain) => boolean) {
  const { cdn } = await session.cloud();
  const work = new AbortController();
  const reply = await ui.pick<string>({
    title: vscode.l10n.t('CDN Domain'),
    placeholder: vscode.l10n.t('Choose a CDN domain'),
    items: cdn
      .listDomains(work.signal)
      .then((domains) => domains.filter(fits).map(({ name }) => ({ label: showDomain(name), value: name }))),
  });
  work.abort();
  return reply.kind === 'value' ? reply.value : undefined;
}
