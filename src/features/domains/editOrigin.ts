import { sameSources } from '../../core/activity/resources.js';
import { sourcesText } from '../../core/cdn/domainText.js';
import { findOriginLoop } from '../../core/cdn/originLoop.js';
import { showDomain } from '../../core/domainName.js';
import { readHostOffer } from '../../core/domains/hostOffer.js';
import { type OriginDraft, parseOrigin, type TypedKind, toDraft } from '../../core/domains/originEdit.js';
import { AppError } from '../../core/errors.js';
import { type Question, type Reply, runForm } from '../../core/form.js';
import { l10n } from '../../core/l10n.js';
import {
  describeOriginProblem,
  type Origin,
  originKindItems,
  originLoopText,
  parsePort,
  toSources,
} from '../../core/origin.js';
import { findMisrouted } from '../../core/oss/binding.js';
import { listBucketsToChoose } from '../../core/oss/knownBuckets.js';
import { listPinned } from '../../core/oss/pinnedBuckets.js';
import { beforeAfter, confirmChange, offerHost } from '../../host/changePrompts.js';
import { showInformation } from '../../host/display.js';
import type { DomainDeps, DomainWork } from './domainDeps.js';
import { openWork } from './domainDeps.js';
import { makeChange, reportDone, waitUntil } from './makeChange.js';

/** Changes the origin of a domain after showing the old and the new one. */
export async function editOrigin(deps: DomainDeps, given?: string): Promise<void> {
  const work = await openWork(deps, given, ({ status }) => status !== 'offline');
  if (work?.domain.status === 'offline') throw new AppError('domainOffline', { subject: showDomain(work.domain.name) });
  const answers = work && (await askOrigin(work));
  if (!work || !answers) return;
  const { domain, cloud, signal } = work;
  const name = showDomain(domain.name);
  const sources = toSources(answers.origin, answers.port);
  if (sameSources(domain.sources, sources)) {
    return void showInformation(l10n.t('The domain already has this origin: {0}', name));
  }
  const misrouted = await findMisrouted(cloud, domain, sources, signal);
  const agreed = await confirmChange({
    question: l10n.t('Change the origin of {0}?', name),
    detail: [
      misrouted ? warnOfHost(name, misrouted.name) : '',
      beforeAfter(sourcesText(domain.sources), sourcesText(sources)),
      l10n.t(
        'Edge nodes will fetch from the new origin within minutes. Cached content will stay until it expires or is refreshed.',
      ),
      l10n.t('Undo in the Activity view restores the previous origin.'),
    ],
    button: misrouted ? l10n.t('Change Origin Anyway') : l10n.t('Change Origin'),
  });
  if (!agreed) return;
  await makeChange(async () => {
    await cloud.cdn.updateSources(domain.name, sources, signal);
    await waitUntil(work, (read) => read?.status === 'online' && sameSources(read.sources, sources));
  });
  await offerHost(name, await readHostOffer({ cloud, clock: deps.clock, signal }, { name: domain.name, sources }));
  await reportDone(work, l10n.t('Origin changed: {0}', name), 'ModifyCdnDomain');
}

/** OSS finds the bucket by the Host of CDN's request, at any endpoint. */
export function warnOfHost(domain: string, bucket: string): string {
  return l10n.t(
    'Warning: The origin host {0} is bound to another bucket. OSS would continue to answer from that bucket, or refuse the request, instead of answering from {1}. Unbind the domain first, which also removes this origin host.',
    domain,
    bucket,
  );
}

interface Answers {
  readonly kind: Origin['kind'];
  readonly origin: Origin;
  readonly port: number;
}

/** Asks for another origin, beginning with the current one; `undefined` if cancelled. */
export async function askOrigin(work: DomainWork): Promise<Pick<Answers, 'origin' | 'port'> | undefined> {
  const draft = toDraft(work.domain);
  const answers = await runForm<Answers>(questions(work, draft), work.deps.ui, { draft });
  if (!answers?.origin || answers.port === undefined) return undefined;
  return { origin: answers.origin, port: answers.port };
}

function questions(work: DomainWork, draft: OriginDraft): readonly Question<Answers>[] {
  return [
    {
      id: 'kind',
      ask: (ui, _answers, { earlier, ...place }) =>
        ui.pick({
          ...place,
          title: titleOf(work),
          placeholder: l10n.t('Where CDN fetches your files from'),
          items: originKindItems(),
          ...(earlier && { selected: earlier }),
        }),
    },
    {
      id: 'origin',
      ask: (_ui, { kind = draft.kind }, { earlier: _given, ...place }) =>
        kind === 'bucket'
          ? pickBucket(work, place)
          : typeOrigin(kind, { ...place, value: kind === draft.kind ? draft.text : '' }, work),
    },
    {
      id: 'port',
      ask: async (ui, _answers, { earlier = draft.port, ...place }) => {
        const reply = await ui.input({
          ...place,
          title: titleOf(work),
          prompt: l10n.t('Origin port: 80 uses HTTP, 443 uses HTTPS, other ports use HTTP'),
          value: String(earlier),
          validate: (text) => (parsePort(text) ? undefined : l10n.t('Enter a port from 1 to 65535')),
        });
        return reply.kind === 'value' ? { kind: 'value', value: parsePort(reply.value) ?? draft.port } : reply;
      },
    },
  ];
}

function titleOf({ domain }: DomainWork): string {
  return `${l10n.t('Origin')} · ${showDomain(domain.name)}`;
}

async function pickBucket(
  work: DomainWork,
  place: { readonly step: number; readonly total: number },
): Promise<Reply<Origin>> {
  const { cloud, deps, signal } = work;
  const items = listBucketsToChoose(cloud.oss, listPinned(deps), signal).then((buckets) =>
    buckets.map(({ name, region }) => ({
      label: name,
      group: region,
      value: { kind: 'bucket', bucket: { name, region } } as const satisfies Origin,
    })),
  );
  return deps.ui.pick<Origin>({
    ...place,
    title: titleOf(work),
    placeholder: l10n.t('Choose a bucket'),
    items,
  });
}

const prompts = {
  ossDomain: () => l10n.t('Public domain of a bucket, such as bucket.oss-cn-hangzhou.aliyuncs.com'),
  ip: () => l10n.t('IP addresses separated by spaces; append ;backup or ;weight=20 to a server if needed'),
  site: () => l10n.t('Domain names separated by spaces; append ;backup or ;weight=20 to a server if needed'),
  functionCompute: () => l10n.t('Domain name of the function, such as name.cn-hangzhou.fcapp.run'),
} satisfies Record<TypedKind, () => string>;

async function typeOrigin(
  kind: TypedKind,
  given: { readonly step: number; readonly total: number; readonly value: string },
  work: DomainWork,
): Promise<Reply<Origin>> {
  const parse = (text: string) => parseOrigin(kind, text, work.domain.name);
  const reply = await work.deps.ui.input({
    ...given,
    title: titleOf(work),
    prompt: prompts[kind](),
    validate: (text) => {
      const parsed = parse(text);
      return parsed.ok ? refuseLoop(parsed.value, work) : describeOriginProblem(parsed.problem, parsed.subject);
    },
  });
  if (reply.kind !== 'value') return reply;
  const parsed = parse(reply.value);
  return parsed.ok ? { kind: 'value', value: parsed.value } : { kind: 'cancel' };
}

/** Refuses an origin that resolves back to CDN, which would fetch from itself endlessly. Silence of DNS refuses nothing. */
async function refuseLoop(origin: Origin, { cloud, deps, domain, signal }: DomainWork): Promise<string | undefined> {
  const resolvers = deps.settings.get('verification.resolvers');
  const loop = await findOriginLoop(origin, domain.name, { cloud, resolvers, signal });
  return loop === undefined ? undefined : originLoopText(loop);
}
