import { otherProductText } from '../../../core/cdn/domainText.js';
import { isWildcard } from '../../../core/dns/hostNames.js';
import { showDomain } from '../../../core/domainName.js';
import type { PickItem } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import {
  describeOriginProblem,
  hasSameOrigin,
  type Origin,
  originLoopText,
  parseServers,
} from '../../../core/origin.js';
import { bucketOfSource } from '../../../core/oss/binding.js';
import type { CdnSource, NameHolder } from '../../../core/ports/cdn.js';
import { listText } from '../../../core/text/plainText.js';
import { type OnboardingAnswers, toOrigin } from './answers.js';
import type { Notice } from './notice.js';
import type { FormSources } from './sources.js';

/** Use the domain anyway, use its `www`, edit its origin instead of this form, or choose another. */
type DomainWay = 'take' | 'www' | 'edit' | 'again';

/** Finds obstacles to adding the domain by asking the cloud; `undefined` without any. */
export async function findObstacle(
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

/** Returns the domain if a CNAME may break its mail, else `undefined`. */
export async function findMail(
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

/** The proposed name instead of one with mail. */
export function wwwOf(domain: string): string {
  return `www.${domain}`;
}

/** The servers were typed before the domain, so one of them may be the domain itself. */
function refuseOrigin(domain: string, { originKind, sites }: Partial<OnboardingAnswers>): string | undefined {
  if (originKind !== 'site' || !sites) return undefined;
  const parsed = parseServers(sites.map(({ host }) => host).join(' '), 'site', domain);
  return parsed.ok ? undefined : describeOriginProblem(parsed.problem, parsed.subject);
}

/** An existing domain keeps its origin, which must be the chosen one. */
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

/** For a bucket that is chosen later, only the kind is known. */
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
