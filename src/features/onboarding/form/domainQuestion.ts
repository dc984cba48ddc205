import { l10n } from 'vscode';
import type { DnsTarget } from '../../../core/dns/currentTarget.js';
import { parseDomainName, showDomain } from '../../../core/domainName.js';
import type { Asking, FormUi, PickItem, Reply } from '../../../core/form.js';
import type { BucketRef } from '../../../core/ports/oss.js';
import { denialTitle } from '../../../host/errors/denialText.js';
import { describeDomainProblem } from '../../../host/text/domainProblem.js';
import { type OnboardingAnswers, suggestNames } from './answers.js';
import { findObstacle } from './domainObstacle.js';
import { showNotice } from './notice.js';
import type { FormSources } from './sources.js';

const typed = '';
const none: readonly string[] = [];

/** Asks for the domain: bound to the bucket, in the account's zones, or typed; refused while it cannot be added. */
export async function askDomain(
  ui: FormUi,
  sources: FormSources,
  answers: Partial<OnboardingAnswers>,
  asking: Asking<string>,
): Promise<Reply<string>> {
  for (;;) {
    const reply = await chooseDomain(ui, sources, answers.bucket, asking);
    if (reply.kind !== 'value') return reply;
    const obstacle = await findObstacle(reply.value, answers, sources);
    if (!obstacle) return reply;
    const next = await showNotice(ui, placeOf(asking), obstacle, sources.openPage);
    if (next.kind === 'cancel') return next;
    if (next.kind === 'value' && next.value === 'take') return reply;
    if (next.kind === 'value' && next.value === 'edit') {
      // Not waited for: the form makes room for the questions of that command.
      void sources.editOrigin(reply.value);
      return { kind: 'cancel' };
    }
  }
}

async function chooseDomain(
  ui: FormUi,
  sources: FormSources,
  bucket: BucketRef | undefined,
  asking: Asking<string>,
): Promise<Reply<string>> {
  const names = await readNames(sources, bucket);
  const items = suggestions(names, asking.earlier);
  if (items.length === 1) return typeDomain(ui, sources, asking);
  const refined = readPlaces(names.bound, sources).then((places) => suggestions(names, asking.earlier, places));
  for (;;) {
    const reply = await ui.pick({
      ...placeOf(asking),
      title: l10n.t('Domain to Accelerate'),
      placeholder: l10n.t('Pick a name in a zone of your account, or choose Type a Name…'),
      items,
      refined,
      // Its row says in its own words that it is the earlier answer.
      ...(asking.earlier !== undefined && { preset: asking.earlier }),
    });
    if (reply.kind !== 'value' || reply.value !== typed) return reply;
    const name = await typeDomain(ui, sources, asking);
    if (name.kind !== 'back') return name;
  }
}

interface Names {
  readonly bound: readonly string[];
  readonly zones: readonly string[];
}

async function readNames(sources: FormSources, bucket: BucketRef | undefined): Promise<Names> {
  const [bound, zones] = await Promise.all([bucket ? sources.boundDomains(bucket) : none, sources.zoneNames()]);
  return { bound, zones };
}

type Places = ReadonlyMap<string, DnsTarget | undefined>;

/** Where DNS sends the visitors of each bound domain today. */
async function readPlaces(bound: readonly string[], sources: FormSources): Promise<Places> {
  return new Map(await Promise.all(bound.map(async (name) => [name, await sources.currentTarget(name)] as const)));
}

function suggestions(
  { bound, zones }: Names,
  earlier: string | undefined,
  places: Places = new Map(),
): readonly PickItem<string>[] {
  const known = [...(earlier ? [earlier] : []), ...bound.filter((name) => name !== earlier)];
  const describe = (name: string) => [
    name === earlier ? l10n.t('your earlier answer') : l10n.t('bound to this bucket'),
    ...placeWords(places.get(name)),
  ];
  return [
    ...known.map((name) => ({ label: showDomain(name), description: describe(name).join(' · '), value: name })),
    { label: `$(edit) ${l10n.t('Type a Name…')}`, stays: true, value: typed },
    ...suggestNames(zones)
      .filter(({ name }) => !known.includes(name))
      .map(({ name, zone }) => ({ label: name, group: zone, value: name })),
  ];
}

function placeWords(place: DnsTarget | undefined): readonly string[] {
  switch (place) {
    case 'bucket':
      return [l10n.t('points straight at the bucket')];
    case 'cdn':
      return [l10n.t('points at CDN already')];
    case 'elsewhere':
      return [l10n.t('points elsewhere')];
    case undefined:
      return [];
  }
}

async function typeDomain(ui: FormUi, sources: FormSources, asking: Asking<string>): Promise<Reply<string>> {
  const isPublicSuffix = await sources.loadIsPublicSuffix();
  const denied = await sources.zonesDenied();
  const prompt = l10n.t('A subdomain, a root domain, or a wildcard such as *.example.com');
  const reply = await ui.input({
    ...placeOf(asking),
    title: l10n.t('Domain to Accelerate'),
    prompt: denied ? l10n.t('{0}. {1}', prompt, denialTitle(denied.details)) : prompt,
    placeholder: 'www.example.com',
    ...(asking.earlier !== undefined && { value: showDomain(asking.earlier) }),
    validate(text) {
      const parsed = parseDomainName(text, isPublicSuffix);
      return parsed.ok ? undefined : describeDomainProblem(parsed.problem);
    },
  });
  if (reply.kind !== 'value') return reply;
  const parsed = parseDomainName(reply.value, isPublicSuffix);
  return parsed.ok ? { kind: 'value', value: parsed.name } : typeDomain(ui, sources, asking);
}

function placeOf({ step, total }: Asking<string>): { readonly step: number; readonly total: number } {
  return { step, total };
}
