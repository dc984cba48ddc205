import { l10n } from '../../core/l10n.js';
import { hasDotSegment } from '../../core/objectKey.js';
import { toUrl } from '../../core/refresh/addresses.js';
import { type CopyForm, copyForms, copyText } from '../../core/refresh/copyAs.js';
import { listText, noticeText } from '../../core/text/plainText.js';
import type { CdnTarget } from '../../host/commandIds.js';
import { openUrl } from '../../host/console/openPage.js';
import { copyLines, showWarning } from '../../host/display.js';
import { findAddresses, type ServedAddress } from './findAddresses.js';
import { findSubjects } from './findSubjects.js';
import type { RefreshDeps } from './refreshDeps.js';

type Given = readonly CdnTarget[];

const titles = {
  url: () => l10n.t('URL'),
  markdown: () => 'Markdown',
  html: () => 'HTML',
  css: () => 'CSS',
} satisfies Record<CopyForm, () => string>;

/** Copies the CDN URLs, one per line. */
export async function copyCdnUrl(deps: RefreshDeps, given: Given): Promise<void> {
  const places = await findPlaces(deps, given);
  if (places) await copyLines(listTexts(places, 'url'));
}

/** Copies them in a format that the user chooses from a preview. */
export async function copyCdnUrlAs(deps: RefreshDeps, given: Given): Promise<void> {
  const places = await findPlaces(deps, given);
  if (!places) return;
  const reply = await deps.ui.pick<CopyForm>({
    title: l10n.t('Copy CDN URL As'),
    placeholder: l10n.t('Choose a format'),
    items: copyForms.map((form) => ({
      label: titles[form](),
      detail: listTexts(places.slice(0, 1), form).join(),
      value: form,
    })),
  });
  if (reply.kind === 'value') await copyLines(listTexts(places, reply.value));
}

/** Opens the address in the browser. */
export async function openAtCdn(deps: RefreshDeps, given: Given): Promise<void> {
  const [place] = (await findPlaces(deps, given.slice(0, 1))) ?? [];
  if (place) await openUrl(toUrl(place.domain, place.path));
}

async function findPlaces(deps: RefreshDeps, given: Given): Promise<readonly ServedAddress[] | undefined> {
  const subjects = await findSubjects(deps, given, { as: 'files' });
  const found = subjects && (await findAddresses(deps, subjects, 'one'));
  const places = found?.filter(({ path }) => !hasDotSegment(path)) ?? [];
  const lost = found?.filter(({ path }) => hasDotSegment(path)) ?? [];
  if (lost.length > 0) void showWarning(lostText(lost));
  return places.length > 0 ? places : undefined;
}

function lostText(places: readonly ServedAddress[]): string {
  return l10n.t(
    'Browsers cannot open {0}, because they resolve the "." or ".." in its path: use Open Object or Download instead',
    noticeText(listText(places.map(({ subject }) => subject.name))),
  );
}

function listTexts(places: readonly ServedAddress[], form: CopyForm): readonly string[] {
  return places.map(({ domain, path, subject }) => copyText(form, toUrl(domain, path), lastPart(subject.name)));
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1) || name;
}
