import { domainStatusText } from '../../core/cdn/domainText.js';
import { toAppError } from '../../core/errors.js';
import type { PickItem } from '../../core/form.js';
import { l10n } from '../../core/l10n.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import type { FeatureDeps } from '../deps.js';

type Deps = Pick<FeatureDeps, 'session' | 'ui' | 'log'>;

interface DomainQuestion<T> {
  /** The purpose of the question. */
  readonly title?: string;
  readonly placeholder?: string;
  /** A last row for another domain. It is shown even if the domains cannot be listed. */
  readonly other?: PickItem<T>;
}

/**
 * Asks for a CDN domain of the account. Domains without a label are omitted. Returns `undefined` if cancelled. Rejects
 * if the domains cannot be listed and there is no `other` row.
 */
export async function pickDomain<T = never>(
  deps: Deps,
  labelOf: (domain: CdnDomain) => string | undefined,
  { title = l10n.t('CDN Domain'), placeholder = l10n.t('Choose a CDN domain'), other }: DomainQuestion<T> = {},
): Promise<CdnDomain | T | undefined> {
  const work = new AbortController();
  const rows = listRows(deps, labelOf, work.signal);
  const items = other ? rows.catch(logUnless(work.signal, deps)).then((listed) => [...listed, other]) : rows;
  const reply = await deps.ui.pick<CdnDomain | T>({ title, placeholder, items });
  work.abort();
  return reply.kind === 'value' ? reply.value : undefined;
}

async function listRows(
  { session }: Deps,
  labelOf: (domain: CdnDomain) => string | undefined,
  signal: AbortSignal,
): Promise<readonly PickItem<CdnDomain>[]> {
  const { cdn } = await session.cloud();
  const domains = await cdn.listDomains(signal);
  return domains.flatMap((domain) => {
    const label = labelOf(domain);
    return label === undefined ? [] : { label, description: describeDomain(domain), value: domain };
  });
}

function describeDomain({ status, httpsOn }: CdnDomain): string {
  const https = httpsOn ? 'https' : l10n.t('http only');
  return [domainStatusText(status), ...(status === 'online' ? [https] : [])].join(' · ');
}

/** Logs why the domains cannot be listed, unless the user cancelled. */
function logUnless(signal: AbortSignal, { log }: Deps): (reason: unknown) => readonly never[] {
  return (reason) => {
    if (!signal.aborted) log.failure('list domains', toAppError(reason));
    return [];
  };
}
