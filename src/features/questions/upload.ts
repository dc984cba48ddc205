import { recordName, sameHost } from '../../core/dns/hostNames.js';
import {
  describeDomainProblem,
  type ParsedDomain,
  parseDomainName,
  registrableDomain,
  showDomain,
} from '../../core/domainName.js';
import type { PickItem } from '../../core/form.js';
import { l10n } from '../../core/l10n.js';
import type { UploadAsk } from '../../core/onboarding/run/asks.js';
import type { OnboardingPlan } from '../../core/onboarding/run/run.js';
import { ownBucket } from '../../core/origin.js';
import type { CdnPort } from '../../core/ports/cdn.js';
import type { DnsPort } from '../../core/ports/dns.js';
import type { AskButton, AskContext, QuestionsOf } from './runQuestion.js';
import { answerButton, domainsPage, recheckButton } from './ways.js';

/** Questions about the upload domain. */
export const uploadQuestions: QuestionsOf<UploadAsk> = {
  chooseUploadDomain: {
    text: () => ({
      row: l10n.t('Choose a domain for uploads'),
      detail: l10n.t(
        'OSS does not allow this account to read and write objects over the default public domain (PublicEndpointForbidden). Use a second domain that is bound to the bucket and points directly to OSS; the onboarding can set it up. It cannot be the accelerated domain.',
      ),
    }),
    show: (_ask, context) => chooseUploadDomain(context),
  },
  uploadCertificate: {
    text: ({ domain }) => ({
      row: l10n.t('Add a certificate for the upload domain: {0}', domain),
      detail: l10n.t(
        'The domain points to the bucket, but OSS has no certificate for it, so it is not used yet. Add one in the OSS console: Bucket Settings > Domain Names, Certificate Hosting in the row of the domain. This is detected automatically.',
      ),
    }),
    ways: (_ask, context) => [
      ...domainsPage(context),
      recheckButton(context),
      otherUpload(context),
      skipUpload(context),
    ],
  },
};

/** The button for another upload domain. */
export function otherUpload(context: AskContext): AskButton {
  return { label: l10n.t('Choose Another Domain…'), act: () => chooseUploadDomain(context) };
}

/** The button to continue without an upload domain. */
export function skipUpload(context: AskContext): AskButton {
  return answerButton(l10n.t('Continue Without It'), { skipped: { upload: true } }, context);
}

type Choice = { readonly domain: string } | 'type' | 'skip';

/** Asks for the upload domain if OSS refuses the default one. */
async function chooseUploadDomain(context: AskContext): Promise<void> {
  const { ui, run, answer } = context;
  const reply = await ui.pick<Choice>({
    title: l10n.t('Domain for Uploads'),
    placeholder: l10n.t('Choose a domain for uploads'),
    notes: [l10n.t('A second domain that points directly to the bucket; it cannot be the accelerated domain')],
    items: listItems(context),
  });
  if (reply.kind !== 'value') return;
  if (reply.value === 'skip') return answer({ skipped: { upload: true } });
  const domain = reply.value === 'type' ? await typeDomain(context) : reply.value.domain;
  if (domain !== undefined && !sameHost(domain, run.plan.domain)) await answer({ uploadDomain: domain });
}

async function listItems(context: AskContext): Promise<readonly PickItem<Choice>[]> {
  const { cloud, run } = context;
  const { oss, dns, cdn } = await cloud();
  const bucket = ownBucket(run.plan.origin);
  const bound = bucket ? await oss.listCnames(bucket, new AbortController().signal).catch(() => []) : [];
  const suggested = suggestUploadDomain(run.plan, await zoneOf(run.plan, dns), await context.loadIsPublicSuffix());
  const onCdn = await listOnCdn(cdn, run.plan);
  const isFree = (domain: string) => !onCdn.some((each) => sameHost(each, domain));
  return [
    ...bound
      .filter(({ domain }) => isFree(domain))
      .map(({ domain }) => ({ label: domain, description: l10n.t('bound to this bucket'), value: { domain } })),
    ...suggested
      .filter((domain) => isFree(domain) && !bound.some((each) => sameHost(each.domain, domain)))
      .map((domain) => ({
        label: domain,
        description: l10n.t({ message: 'new', comment: 'A domain that does not exist yet' }),
        value: { domain },
      })),
    { label: `$(edit) ${l10n.t('Enter a Domain…')}`, value: 'type' },
    {
      label: `$(circle-slash) ${l10n.t('Continue Without It')}`,
      detail: l10n.t('Publishing from here and comparing the edge with the bucket are not available'),
      value: 'skip',
    },
  ];
}

/** The names that lead to CDN, through which uploads would not reach the bucket. */
async function listOnCdn(cdn: Pick<CdnPort, 'listDomains'>, { domain }: OnboardingPlan): Promise<readonly string[]> {
  const domains = await cdn.listDomains(new AbortController().signal).catch(() => []);
  return [domain, ...domains.map(({ name }) => name)];
}

async function zoneOf({ domain }: OnboardingPlan, dns: DnsPort): Promise<string | undefined> {
  const place = await dns.locate(recordName(domain), new AbortController().signal).catch(() => undefined);
  return place?.zone;
}

/** The proposed upload domain: in the zone of the domain, or else under its registrable name; none if that is refused. */
export function suggestUploadDomain(
  plan: OnboardingPlan,
  zone: string | undefined,
  isPublicSuffix: (name: string) => boolean,
): readonly string[] {
  const root = zone ?? registrableDomain(plan.domain, isPublicSuffix);
  if (root === undefined) return [];
  const parsed = parseDomainName(`upload.${root}`, isPublicSuffix);
  return parsed.ok && refuseUploadDomain(parsed, [plan.domain]) === undefined ? [parsed.name] : [];
}

async function typeDomain({ ui, run, cloud, loadIsPublicSuffix }: AskContext): Promise<string | undefined> {
  const isPublicSuffix = await loadIsPublicSuffix();
  const onCdn = await listOnCdn((await cloud()).cdn, run.plan);
  const reply = await ui.input({
    title: l10n.t('Domain for Uploads'),
    prompt: l10n.t('It is bound to the bucket and points directly to it'),
    placeholder: 'upload.example.com',
    validate: (text) => refuseUploadDomain(parseDomainName(text, isPublicSuffix), onCdn),
  });
  const parsed = reply.kind === 'value' ? parseDomainName(reply.value, isPublicSuffix) : undefined;
  return parsed?.ok ? parsed.name : undefined;
}

/** The error for an upload domain: names on CDN do not accept uploads, and OSS does not bind wildcards. */
export function refuseUploadDomain(parsed: ParsedDomain, onCdn: readonly string[]): string | undefined {
  if (!parsed.ok) return describeDomainProblem(parsed.problem);
  if (parsed.wildcard) return l10n.t('OSS does not bind wildcard domains: enter an exact domain name');
  return onCdn.some((each) => sameHost(each, parsed.name))
    ? l10n.t(
        'The accelerated domain cannot be used for uploads: enter a domain other than {0}',
        showDomain(parsed.name),
      )
    : undefined;
}
