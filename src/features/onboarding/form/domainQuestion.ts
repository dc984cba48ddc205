import { otherProductText } from '../../../core/cdn/domainText.js';
import type { DnsTarget } from '../../../core/dns/currentTarget.js';
import { isWildcard, sameHost } from '../../../core/dns/hostNames.js';
import { describeDomainProblem, parseDomainName, showDomain } from '../../../core/domainName.js';
import { denialTitle } from '../../../core/errorTexts/denialText.js';
import type { Asking, FormUi, PickItem, Reply } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import {
  describeOriginProblem,
  hasSameOrigin,
  type Origin,
  originLoopText,
  parseServers,
} from '../../../core/origin.js';
import { bucketOfSource } from '../../../core/oss/binding.js';
import type { CdnDomain, CdnSource, NameHolder } from '../../../core/ports/cdn.js';
import type { BucketRef } from '../../../core/ports/oss.js';
import { listText } from '../../../core/text/plainText.js';
import { type OnboardingAnswers, suggestNames, toOrigin } from './answers.js';
import { type Notice, showNotice } from './notice.js';
import type { FormSources } from './sources.js';

const typed = '';

/** Asks for the domain: one bound to the bucket, one in the account's zones, or a typed one. Rejects a domain that cannot be added. */
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

/** Descriptions of the current state of names, by name. */
type Standings = ReadonlyMap<string, readonly string[]>;

/** The most names that are looked up. Each takes up to 4 queries to each name server. */
const mostLookedUp = 30;

/** Describes the current state of each name: it is on CDN, leads to a target in DNS, or is free. */
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

/** The way to handle an obstacle: use the domain anyway, use its `www` name, edit its origin instead of filling in this form, or choose another domain. */
type DomainWay = 'take' | 'www' | 'edit' | 'again';

/** Asks the cloud whether something prevents adding the domain. Resolves to `undefined` if nothing does. */
async function findObstacle(
  domain: string,
  answers: Partial<OnboardingAnswers>,
  sources: FormSources,
): Promise<Notice<DomainWay> | undefined> {
  const refusal = refuseOrigin(domain, answers);
  if (refusal !== undefined) return notice(domain, refusal, [another()]);
  const origin = toOrigin(answers);
  const loop = origin && (await sources.loopOf(origin, domain));
  if (loop !== undefined) return notice(domain, originLoopText(loop), [another()]);
  const holder = await sources.holderOf(domain);
  if (holder === 'thisAccount') return describeOwn(domain, answers, sources);
  if (holder !== 'free') return describeHolder(domain, holder, sources);
  const limit = await sources.fullLimit();
  return limit === undefined ? undefined : describeLimit(domain, limit, sources);
}

/** Resolves to the domain if it receives mail, which a CNAME may break, and otherwise to `undefined`. */
async function findMail(
  domain: string,
  { receivesMail }: Pick<FormSources, 'receivesMail'>,
): Promise<Notice<DomainWay> | undefined> {
  if (isWildcard(domain) || domain.startsWith('www.') || !(await receivesMail(domain))) return undefined;
  const instead = {
    label: `$(star) ${l10n.t('Use {0}', showDomain(wwwOf(domain)))}`,
    description: l10n.t('recommended'),
    value: 'www' as const,
  };
  const all = { label: `$(warning) ${l10n.t('Use {0} Anyway', showDomain(domain))}`, value: 'take' as const };
  const sentence = l10n.t('This domain receives mail (MX). With a CNAME, mail may be lost');
  return notice(domain, sentence, [instead, another(), all]);
}

/** Returns the name that is proposed instead of a domain that receives mail. */
function wwwOf(domain: string): string {
  return `www.${domain}`;
}

/** Returns why the origin servers cannot be used with the domain. They were typed before the domain, so one of them may be the domain itself. */
function refuseOrigin(domain: string, { originKind, sites }: Partial<OnboardingAnswers>): string | undefined {
  if (originKind !== 'site' || !sites) return undefined;
  const parsed = parseServers(sites.map(({ host }) => host).join(' '), 'site', domain);
  return parsed.ok ? undefined : describeOriginProblem(parsed.problem, parsed.subject);
}

/** Describes a domain that the account already has on CDN. Such a domain keeps its origin, which must be the chosen one. */
async function describeOwn(
  domain: string,
  answers: Partial<OnboardingAnswers>,
  sources: FormSources,
): Promise<Notice<DomainWay>> {
  const origin = toOrigin(answers);
  const present = await sources.originsOf(domain);
  if (present && !mayHaveOrigin(present, origin, answers)) {
    const hosts = listText(present.map(({ content }) => content));
    const detail = l10n.t('Closes this form; your answers are saved');
    const description = l10n.t('now {0}', hosts);
    const edit = { label: `$(server) ${l10n.t('Edit Origin…')}`, description, detail, value: 'edit' as const };
    const sentence = l10n.t('Your account already has this domain on CDN with another origin');
    return notice(domain, sentence, [another(), edit]);
  }
  const take = { label: `$(play) ${l10n.t('Use This Domain')}`, value: 'take' as const };
  const sentence = l10n.t('Your account already has this domain on CDN; only missing settings are added');
  return notice(domain, sentence, [take, another()]);
}

/** Returns whether an existing domain may have the chosen origin. For a bucket that is chosen later, only the kind of the origin is compared. */
function mayHaveOrigin(
  present: readonly CdnSource[],
  origin: Origin | undefined,
  { originKind }: Partial<OnboardingAnswers>,
): boolean {
  if (origin) return hasSameOrigin(present, origin);
  return originKind !== 'bucket' || (present.length === 1 && present.every((source) => bucketOfSource(source)));
}

function describeHolder(
  domain: string,
  holder: Exclude<NameHolder, 'free' | 'thisAccount'>,
  { links }: FormSources,
): Notice<DomainWay> {
  if (holder === 'otherAccount') {
    const sentence = l10n.t('This domain is on CDN in another account; if it is yours, submit a ticket');
    return notice(domain, sentence, [another()], [{ label: l10n.t('Submit Ticket'), page: links.ticket() }]);
  }
  const pages = holder === 'dcdn' ? [{ label: l10n.t('Open DCDN Console'), page: links.dcdn() }] : [];
  return notice(domain, otherProductText(holder), [another()], pages);
}

function describeLimit(domain: string, limit: number, { links }: FormSources): Notice<DomainWay> {
  const again = {
    ...another(),
    detail: l10n.t('You can choose a domain that is already on CDN to complete its setup'),
  };
  return notice(
    domain,
    l10n.t('Limit of {0} CDN domains reached: request a higher limit or delete a domain', limit),
    [again],
    [
      { label: l10n.t('Open Quota Center'), page: links.quotas() },
      { label: l10n.t('Submit Ticket'), page: links.ticket() },
    ],
  );
}

function notice(
  domain: string,
  sentence: string,
  ways: readonly PickItem<DomainWay>[],
  pages: Notice<DomainWay>['pages'] = [],
): Notice<DomainWay> {
  return { title: l10n.t('Domain to Accelerate: {0}', showDomain(domain)), sentence, ways, pages };
}

function another(): PickItem<DomainWay> {
  return { label: `$(edit) ${l10n.t('Choose Another Domain…')}`, value: 'again' };
}
