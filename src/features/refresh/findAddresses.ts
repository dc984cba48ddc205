import { AppError } from '../../core/errors.js';
import { l10n } from '../../core/l10n.js';
import { toUrlPath } from '../../core/objectKey.js';
import { publicBucketHost } from '../../core/origin.js';
import type { CdnDomain, CdnPort } from '../../core/ports/cdn.js';
import type { BucketRef } from '../../core/ports/oss.js';
import { listOwnDomains, readServing } from '../../core/publishing/refresh/domainCache.js';
import type { Address } from '../../core/refresh/addresses.js';
import { countText } from '../../core/text/countText.js';
import { noticeText } from '../../core/text/plainText.js';
import { executeCommand } from '../../host/commandIds.js';
import { showInformation } from '../../host/display.js';
import type { KeySubject, Subject } from './findSubjects.js';
import type { RefreshDeps } from './refreshDeps.js';

/** An address that serves a subject. */
export interface ServedAddress extends Address {
  readonly subject: Subject;
  readonly domain: CdnDomain;
}

/** The address of a subject at a domain that the account does not have. */
export type MissingAddress = Address & Pick<ServedAddress, 'subject'>;

/**
 * Finds the addresses of each subject, at all of its domains or at the `one` that the user chooses; `undefined` if
 * cancelled or without a domain. Throws `domainNotFound` unless `onMissing` receives missing ones.
 */
export async function findAddresses(
  deps: RefreshDeps,
  subjects: readonly Subject[],
  mode: 'all' | 'one',
  onMissing: (place: MissingAddress) => void = ({ domain }) => throwMissing(domain.name),
): Promise<readonly ServedAddress[] | undefined> {
  const { cdn } = await deps.session.cloud();
  const search: Search = { deps, cdn, mode, chosen: new Map(), read: new Map(), signal: new AbortController().signal };
  const places: ServedAddress[] = [];
  for (const subject of subjects) {
    const names = subject.kind === 'path' ? [subject.domain] : await chooseNames(search, subject);
    if (!names) return undefined;
    const path = subject.kind === 'path' ? subject.path : toUrlPath(subject.key);
    for (const name of names) {
      const domain = await readDomain(search, name);
      if (domain) places.push({ subject, path, domain });
      else onMissing({ subject, path, domain: { name, httpsOn: true } });
    }
  }
  return places;
}

interface Search {
  readonly deps: RefreshDeps;
  readonly cdn: CdnPort;
  readonly mode: 'all' | 'one';
  /** Answers so far, so that a selection of many objects asks once. */
  readonly chosen: Map<string, Promise<readonly string[] | undefined>>;
  readonly read: Map<string, Promise<CdnDomain | undefined>>;
  readonly signal: AbortSignal;
}

function chooseNames(search: Search, subject: KeySubject): Promise<readonly string[] | undefined> {
  const key = subject.domains?.join(' ') || publicBucketHost(subject.bucket);
  const choosing = search.chosen.get(key) ?? choose(search, subject);
  search.chosen.set(key, choosing);
  return choosing;
}

async function choose(search: Search, { bucket, domains }: KeySubject): Promise<readonly string[] | undefined> {
  const isMapped = domains !== undefined && domains.length > 0;
  const names = isMapped ? domains : await listOwnDomains(search.cdn, bucket, search.signal);
  if (names.length === 0) return showUnserved(bucket);
  // All domains of a mapping are meant together.
  if (names.length === 1 || (isMapped && search.mode === 'all')) return names;
  return pickNames(search, names);
}

async function pickNames({ deps, mode }: Search, names: readonly string[]): Promise<readonly string[] | undefined> {
  const all = { label: l10n.t('All {0} domains', countText(names.length)), value: names };
  const reply = await deps.ui.pick<readonly string[]>({
    title: l10n.t('CDN Domain'),
    placeholder: l10n.t('Several accelerated domains serve this bucket: choose one'),
    items: [...(mode === 'all' ? [all] : []), ...names.map((name) => ({ label: name, value: [name] }))],
  });
  return reply.kind === 'value' ? reply.value : undefined;
}

function readDomain({ cdn, read, signal }: Search, name: string): Promise<CdnDomain | undefined> {
  const reading = read.get(name) ?? readServing(cdn, name, signal);
  read.set(name, reading);
  return reading;
}

function throwMissing(name: string): never {
  throw new AppError('domainNotFound', { subject: name });
}

/** Explains it without blocking the command, which has ended. */
function showUnserved({ name, region }: BucketRef): undefined {
  const onboard = l10n.t('Accelerate Bucket with CDN…');
  const message = l10n.t('No online CDN domain uses this bucket as its origin: {0}', noticeText(name));
  void showInformation(message, onboard).then((chosen) => {
    if (chosen === onboard) void executeCommand('ossCdn.onboard', { name, region });
  });
}
