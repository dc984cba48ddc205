import { l10n } from 'vscode';
import { hostOf } from '../../core/cdn/callLimits.js';
import { isOfDomain } from '../../core/cdn/callWithBisection.js';
import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import type { Refusal } from '../../core/refresh/submit.js';
import { guard } from '../../host/commands.js';
import { errorText, presentError } from '../../host/errors/presentError.js';
import { listText } from '../../host/plainText.js';
import { countText } from '../../host/text/bucketText.js';
import type { RefreshDeps } from './refreshDeps.js';

/** Says how many of all URLs were not sent, which they are and why, once for all reasons, and offers to send just them. */
export async function reportUnsent(
  { log }: Pick<RefreshDeps, 'log'>,
  refusals: readonly Refusal[],
  { total, retry }: { readonly total: number; readonly retry: (urls: readonly string[]) => Promise<void> },
): Promise<void> {
  const named = refusals.filter(({ error }) => error.kind !== 'cancelled').map(toNamed);
  const [first] = named;
  if (!first) return;
  for (const error of named) log.failure('send URLs to CDN', error);
  const urls = refusals.flatMap((refusal) => refusal.urls);
  const why = named.map(errorText).join('; ');
  const isAll = urls.length === total && named.length === 1;
  const text = isAll
    ? why
    : l10n.t('Not sent to CDN: {0} of {1} URLs. {2}', countText(urls.length), countText(total), why);
  const again = () => guard(log, 'retry sending', () => retry(urls));
  await presentError(first, log, [{ label: l10n.t('Retry'), act: again }], text);
}

/** The first of several, and how many more there are. */
export function subjectOf([first = '', ...more]: readonly string[]): string {
  return more.length > 0 ? l10n.t('{0} and {1} more', first, countText(more.length)) : first;
}

function toNamed({ urls, error }: Refusal): AppError {
  const hosts = [...new Set(urls.map(hostOf))];
  const subject = isOfDomain(error) ? listText(hosts.map(showDomain)) : subjectOf(urls);
  return new AppError(error.kind, { ...error.details, subject });
}
