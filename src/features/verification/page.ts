import { env, l10n } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import type { RunRecord } from '../../core/onboarding/run.js';
import type { Diagnosis, VerificationFacts } from '../../core/verification/facts.js';
import { timeOfDay } from '../../host/runText.js';
import type { PageFact, VerificationPage } from '../../protocol/verification.js';
import { cloudSection, edgeSection } from './cloudSections.js';
import { authoritySection, recordSection, resolverSection } from './dnsSections.js';
import { fixText, openCdnButton, openDnsButton, recheckButton } from './fixText.js';
import { rootFixes } from './rootFixes.js';
import { verdictText } from './verdictText.js';

/** What is going on with the page: looking, waiting for the next look (ms), settled, stopped, or failed with a sentence. */
export type Live =
  | { readonly kind: 'checking' }
  | { readonly kind: 'next'; readonly ms: number }
  | { readonly kind: 'settled' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly sentence: string };

/** What a page is made of; without `result` nothing has been found out yet. */
export interface PageInput {
  readonly domain: string;
  readonly machine: string;
  readonly live: Live;
  readonly result?: { readonly facts: VerificationFacts; readonly diagnosis: Diagnosis };
  readonly run?: RunRecord;
}

/** The whole page in the person's language. */
export function toPage(input: PageInput): VerificationPage {
  const { result, run, live } = input;
  const zone = zoneOf(input);
  const means = { hasRun: run !== undefined, hasZone: zone !== undefined };
  return {
    language: env.language,
    domain: showDomain(input.domain),
    verdict: result ? verdictText(result.diagnosis.verdict) : unknownVerdict(live),
    live: describeLive(live),
    busy: live.kind === 'checking',
    overview: overview(input),
    fixesTitle: l10n.t('What to do'),
    fixes: result ? [...result.diagnosis.fixes.map((fix) => fixText(fix, means)), ...rootFixes(result.facts)] : [],
    sections: result ? sectionsOf(result, run) : [],
    buttons: [recheckButton(), openCdnButton(), ...(zone === undefined ? [] : [openDnsButton()])],
    words: { copy: l10n.t('Copy'), copied: l10n.t('Copied') },
  };
}

/** The zone of the domain in Alibaba Cloud DNS, as far as it is known. */
export function zoneOf({ result, run }: Pick<PageInput, 'result' | 'run'>): string | undefined {
  return result?.facts.place?.zone ?? run?.facts.zone;
}

function sectionsOf({ facts, diagnosis }: NonNullable<PageInput['result']>, run: RunRecord | undefined) {
  const record = recordSection(facts, run?.facts.minTtl);
  return [
    ...(record ? [record] : []),
    resolverSection(facts),
    authoritySection(facts),
    cloudSection(facts, diagnosis.cdnLags),
    edgeSection(facts),
  ];
}

function overview({ machine, result }: PageInput): readonly PageFact[] {
  const expected = result?.facts.expected;
  return [
    ...(expected === undefined ? [] : [{ label: l10n.t('Expected CNAME'), value: expected, copy: expected }]),
    { label: l10n.t('Asked from'), value: machine },
    ...(result ? [{ label: l10n.t('Checked at'), value: timeOfDay(result.facts.at) }] : []),
  ];
}

function unknownVerdict(live: Live): VerificationPage['verdict'] {
  if (live.kind === 'failed') return { tone: 'warn', label: l10n.t('Cannot tell'), sentence: live.sentence };
  return { tone: 'busy', label: l10n.t('Checking'), sentence: l10n.t('Asking DNS, CDN and the edge') };
}

function describeLive(live: Live): string {
  switch (live.kind) {
    case 'checking':
      return l10n.t('Checking…');
    case 'next':
      return l10n.t('Looks again in {0} s', Math.round(live.ms / 1000));
    case 'settled':
      return l10n.t('Settled; press Recheck to look again');
    case 'stopped':
      return l10n.t('Stopped looking by itself; press Recheck to go on');
    case 'failed':
      return l10n.t('The last look failed; press Recheck to try again');
  }
}
