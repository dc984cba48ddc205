import * as vscode from 'vscode';
import type { RefreshKind } from '../../../core/cdn/callLimits.js';
import { readQuota } from '../../../core/cdn/quota.js';
import { isWildcard } from '../../../core/dns/hostNames.js';
import { showDomain } from '../../../core/domainName.js';
import { AppError } from '../../../core/errors.js';
import type { RefreshQuota } from '../../../core/ports/cdn.js';
import { listVariants } from '../../../core/publishing/refresh/refreshTargets.js';
import { type Address, toUrl } from '../../../core/refresh/addresses.js';
import { showInformation, showWarning } from '../../../host/display.js';
import { listText, noticeText } from '../../../host/plainText.js';
import { findAddresses, type MissingAddress, type ServedAddress } from '../findAddresses.js';
import type { Subject } from '../findSubjects.js';
import { type SendDeps, sendUrls } from '../sendUrls.js';

/** What is served now, at least one place, and what a mapping names besides though the account does not have the domain. */
export interface Located {
  readonly places: readonly ServedAddress[];
  readonly missing: readonly MissingAddress[];
}

/**
 * Where these are served; `undefined` when the user cancels or there is nothing to send. Wildcards are left out with a warning.
 * Throws `domainNotFound` when nothing else is left and a domain is not there.
 */
export async function locate(deps: SendDeps, subjects: readonly Subject[] | undefined): Promise<Located | undefined> {
  const missing: MissingAddress[] = [];
  const found = subjects && (await findAddresses(deps, subjects, 'all', (place) => missing.push(place)));
  if (!found) return undefined;
  const places = found.filter(({ domain }) => !isWildcard(domain.name));
  const wildcards = found.map(({ domain }) => domain.name).filter(isWildcard);
  if (wildcards.length > 0) warnAboutWildcards(wildcards);
  if (places.length > 0) return { places, missing };
  const [first] = missing;
  if (first) throw new AppError('domainNotFound', { subject: first.domain.name });
  if (found.length === 0) void showInformation(vscode.l10n.t('No file in this folder is covered by a mapping'));
  return undefined;
}

/** Sends what `toUrls` makes of the places. A domain that is not there keeps no other from being sent to. */
export function sendLocated(
  deps: SendDeps,
  request: RefreshKind,
  { places, missing }: Located,
  toUrls: (places: readonly MissingAddress[]) => readonly string[],
): Promise<void> {
  const unknown = { urls: toUrls(missing), error: new AppError('domainNotFound') };
  return sendUrls(deps, request, toUrls(places), missing.length > 0 ? [unknown] : []);
}

/** What is left of the day's quota. */
export async function readRemainingQuota({ session }: Pick<SendDeps, 'session'>): Promise<RefreshQuota> {
  return readQuota((await session.cloud()).cdn, new AbortController().signal);
}

/** With the further URLs that the mapping of a file names. */
export function withVariants(places: readonly MissingAddress[]): readonly Address[] {
  return places.flatMap(({ subject, domain, path }) => {
    const more = subject.kind === 'key' ? listVariants(subject, path, domain.name) : [];
    return [path, ...more].map((each) => ({ domain, path: each }));
  });
}

/** The URLs of folders, each once. */
export function listFolderUrls(places: readonly MissingAddress[]): readonly string[] {
  return [...new Set(places.map(({ domain, path }) => toUrl(domain, path)))];
}

/** A wildcard stands for names that are not listed anywhere, so no URL can be made of it. */
function warnAboutWildcards(names: readonly string[]): void {
  const message = vscode.l10n.t(
    'CDN cannot refresh wildcard domains. Enter exact domain names in the mapping: {0}',
    noticeText(listText([...new Set(names)].map(showDomain))),
  );
  void showWarning(message);
}
