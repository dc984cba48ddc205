import { l10n } from 'vscode';
import { isWildcard } from '../../core/dns/hostNames.js';
import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import { parseTypedPath } from '../../core/refresh/addresses.js';
import { pickDomain } from '../../host/prompts/pickDomain.js';
import type { RefreshDeps } from './refreshDeps.js';
import type { PathSubject } from './subject.js';

/** Asks for a domain, unless it is given, and for a path at it. */
export async function askSubject(
  deps: RefreshDeps,
  given: string | undefined,
  as: 'files' | 'folder',
): Promise<readonly PathSubject[] | undefined> {
  const domain = await findDomain(deps, given);
  const path = domain && (await askPath(deps, domain, as));
  if (!domain || path === undefined) return undefined;
  return [{ kind: 'path', domain: domain.name, path, name: domain.name + path }];
}

async function findDomain(deps: RefreshDeps, given: string | undefined): Promise<CdnDomain | undefined> {
  const labelOf = ({ name, status }: CdnDomain) => (status === 'online' && !isWildcard(name) ? name : undefined);
  if (given === undefined) return pickDomain(deps, labelOf, { title: l10n.t('Domain of the URL') });
  const { cdn } = await deps.session.cloud();
  const domain = await cdn.readDomain(given, new AbortController().signal);
  if (!domain) throw new AppError('domainNotFound', { subject: showDomain(given) });
  return domain;
}

async function askPath({ ui }: RefreshDeps, domain: CdnDomain, as: 'files' | 'folder'): Promise<string | undefined> {
  const reply = await ui.input({
    title: l10n.t('Path on {0}', domain.name),
    prompt:
      as === 'folder'
        ? l10n.t('Enter a directory, such as /img/, or its URL')
        : l10n.t('Enter a path, such as /img/logo.png, or its URL'),
    value: '/',
    validate: (text) => refusal(text, domain, as),
  });
  return reply.kind === 'value' ? parseTypedPath(reply.value, domain) : undefined;
}

function refusal(text: string, domain: CdnDomain, as: 'files' | 'folder'): string | undefined {
  const path = parseTypedPath(text, domain);
  if (path === undefined) return l10n.t('This URL is not on {0}', domain.name);
  return as === 'folder' && !path.endsWith('/') ? l10n.t('A directory path must end with a slash') : undefined;
}
