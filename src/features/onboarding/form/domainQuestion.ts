import type { DnsTarget } from '../../../core/dns/currentTarget.js';
import { sameHost } from '../../../core/dns/hostNames.js';
import { describeDomainProblem, parseDomainName, showDomain } from '../../../core/domainName.js';
import { denialTitle } from '../../../core/errorTexts/denialText.js';
import type { Asking, FormUi, PickItem, Reply } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import { hasSameOrigin } from '../../../core/origin.js';
import type { CdnDomain } from '../../../core/ports/cdn.js';
import type { BucketRef } from '../../../core/ports/oss.js';
import { type OnboardingAnswers, suggestNames, toOrigin } from './answers.js';
import { findMail, findObstacle, wwwOf } from './domainObstacle.js';
import { showNotice } from './notice.js';
import type { FormSources } from './sources.js';

const typed = '';

/** Asks for the domain: bound to the bucket, in the account's zones, or typed. Rejects one that cannot be added. */
export async function askDomain(
  ui: FormUi,
  sources: FormSources,
  answers: Partial<OnboardingAnswers>,
  asking: Asking<string>,
): Promise<Reply<string>> {
  for (;;) {
    const chosen = await chooseDomain(ui, sources, answers, asking);
    if (chosen.kind !== 'value') return chosen;
    const reply = await askAboutMail(ui, sources, chosen.value, asking);
    if (reply.kind === 'back') continue;
    if (reply.kind !== 'value') return reply;
    const obstacle = await findObstacle(reply.value, answers, sources);
    if (!obstacle) return reply;
    const next = await showNotice(ui, placeOf(asking), obstacle, sources.openPage);
    if (next.kind === 'cancel') return next;
    if (next.kind === 'value' && next.value === 'take') return reply;
    if (next.kind === 'value' && next.value === 'edit') {
      // Not awaited: the form closes for the questions of that command.
      void sources.editOrigin(reply.value);
      return { kind: 'cancel' };
    }
  }
}

/** The domain, or its `www` if it has mail and the user prefers that; Back to choose another. */
async function askAboutMail(
  ui: FormUi,
  sources: FormSources,
  domain: string,
  asking: Asking<string>,
): Promise<Reply<string>> {
  const notice = await findMail(domain, sources);
  if (!notice) return { kind: 'value', value: domain };
  const next = await showNotice(ui, placeOf(asking), notice, sources.openPage);
  if (next.kind !== 'value') return next;
  if (next.value === 'again') return { kind: 'back' };
  return { kind: 'value', value: next.value === 'www' ? wwwOf(domain) : domain };
}

async function chooseDomain(
  ui: FormUi,
  sources: FormSources,
  answers: Partial<OnboardingAnswers>,
  asking: Asking<string>,
): Promise<Reply<string>> {
  const [names, isPublicSuffix] = await Promise.all([readNames(sources, answers.bucket), sources.loadIsPublicSuffix()]);
  const items = suggestions(names, asking.earlier);
  if (items.length === 1) return typeDomain(ui, sources, asking);
  const listed = items.map(({ value }) => value).filter((name) => name !== typed);
  const refined = readStandings(listed, sources, answers).then((found) => suggestions(names, asking.earlier, found));
  let filter = '';
  for (;;) {
    const reply = await ui.pick({
      ...placeOf(asking),
      title: l10n.t('Domain to Accelerate'),
      placeholder: answers.bucket
        ? l10n.t('Choose a domain for bucket {0}, or enter another one', answers.bucket.name)
        : l10n.t('Choose a domain, or enter another one'),
      items,
      refined,
      typed(text) {
        filter = text;
        const parsed = parseDomainName(text, isPublicSuffix);
        if (!parsed.ok || listed.includes(parsed.name)) return undefined;
        return { label: `$(arrow-right) ${l10n.t('Use {0}', showDomain(parsed.name))}`, value: parsed.name };
      },
      // Its row has its own text for the earlier answer.
      ...(asking.earlier !== undefined && { preset: asking.earlier }),
    });
    if (reply.kind !== 'value' || reply.value !== typed) return reply;
    const name = await typeDomain(ui, sources, { ...asking, ...(filter && { earlier: filter }) });
    if (name.kind !== 'back') return name;
  }
}

interface Names {
  readonly bound: readonly string[];
  readonly zones: readonly string[];
}

async function readNames(sources: FormSources, bucket: BucketRef | undefined): Promise<Names> {
  const [bound = [], zones] = await Promise.all([bucket && sources.boundDomains(bucket), sources.zoneNames()]);
  return { bound, zones };
}

function suggestions(
  { bound, zones }: Names,
  earlier: string | undefined,
  standings: Standings = new Map(),
): readonly PickItem<string>[] {
  const known = [...(earlier ? [earlier] : []), ...bound.filter((name) => name !== earlier)];
  const describe = (name: string) => [
    ...(name === earlier ? [l10n.t('your previous answer')] : []),
    ...(bound.includes(name) ? [l10n.t('bound to this bucket')] : []),
    ...(standings.get(name) ?? []),
  ];
  const toRow = (name: string) => ({ label: showDomain(name), description: describe(name).join(' · '), value: name });
  return [
    ...known.map(toRow),
    { label: `$(edit) ${l10n.t('Enter a Domain…')}`, alwaysShow: true, value: typed },
    ...suggestNames(zones)
      .filter(({ name }) => !known.includes(name))
      .map(({ name, zone }) => ({ ...toRow(name), group: zone })),
  ];
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

/** Descriptions of the current state of names. */
type Standings = ReadonlyMap<string, readonly string[]>;

/** The most names that are looked up, with up to 4 queries to each name server. */
const mostLookedUp = 30;

/** Describes the current state of these names: on CDN, the target in DNS, or free. */
async function readStandings(
  names: readonly string[],
  sources: FormSources,
  answers: Partial<OnboardingAnswers>,
): Promise<Standings> {
  const own = (await sources.ownDomains()) ?? [];
  const read = async (name: string) => {
    const present = own.find((domain) => sameHost(domain.name, name));
    return [name, present ? cdnWords(present, answers) : placeWords(await sources.currentTarget(name))] as const;
  };
  return new Map(await Promise.all(names.slice(0, mostLookedUp).map(read)));
}

function cdnWords({ sources }: CdnDomain, answers: Partial<OnboardingAnswers>): readonly string[] {
  const origin = toOrigin(answers);
  if (!origin || hasSameOrigin(sources, origin)) return [l10n.t('already on CDN')];
  return [l10n.t('on CDN with another origin: {0}', sources[0]?.content ?? '')];
}

function placeWords(target: DnsTarget | undefined): readonly string[] {
  switch (target?.place) {
    case 'bucket':
      return [l10n.t('points directly to the bucket')];
    case 'cdn':
      return [l10n.t('already points to CDN')];
    case 'elsewhere': {
      const [first] = target.records;
      return [first ? l10n.t('in use: {0}', `${first.type} ${first.value}`) : l10n.t('in use')];
    }
    case 'free':
      return [l10n.t({ message: 'available', comment: 'A domain that has no record and is not on CDN' })];
    case undefined:
      return [];
  }
}
