import { l10n } from 'vscode';
import type { DnsTarget } from '../../../core/dns/currentTarget.js';
import { sameHost } from '../../../core/dns/hostNames.js';
import { hasSameOrigin } from '../../../core/origin.js';
import type { CdnDomain } from '../../../core/ports/cdn.js';
import { type OnboardingAnswers, toOrigin } from './answers.js';
import type { FormSources } from './sources.js';

/** How names stand today, each in words. */
export type Standings = ReadonlyMap<string, readonly string[]>;

/** More names than this are not looked up: they are at most 4 questions to each name server. */
const mostLookedUp = 30;

/** How each of these names stands today, in words: on CDN, where DNS sends its visitors, or free. */
export async function readStandings(
  names: readonly string[],
  sources: FormSources,
  answers: Partial<OnboardingAnswers>,
): Promise<Standings> {
  const own = await sources.ownDomains();
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
