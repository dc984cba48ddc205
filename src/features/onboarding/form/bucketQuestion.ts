import { bucketThatNeedsFiling } from '../../../core/cdn/icp.js';
import { isWildcard, sameHost } from '../../../core/dns/hostNames.js';
import { showDomain } from '../../../core/domainName.js';
import type { AppError } from '../../../core/errors.js';
import { errorText } from '../../../core/errorTexts/errorText.js';
import type { Asking, FormUi, PickItem, Reply } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import { hasSameOrigin, publicBucketHost } from '../../../core/origin.js';
import { bucketOfSource } from '../../../core/oss/binding.js';
import { accessText } from '../../../core/oss/bucketText.js';
import type { CdnDomain } from '../../../core/ports/cdn.js';
import type { BucketInfo, BucketRef } from '../../../core/ports/oss.js';
import { listText } from '../../../core/text/plainText.js';
import { type OnboardingAnswers, toFolder } from './answers.js';
import { findConflict, placeConflictText } from './folderQuestion.js';
import type { FormSources } from './sources.js';

/** A bucket, or the choice to add one by name or create one. */
type BucketChoice = BucketRef | 'add' | 'create';

type Answers = Partial<OnboardingAnswers>;

/** Asks for the bucket with the state of each; a safe one is active. Rejects one that the domain or the folder cannot have. */
export async function askForBucket(
  ui: FormUi,
  sources: FormSources,
  answers: Answers,
  { earlier, ...place }: Asking<BucketRef>,
): Promise<Reply<BucketRef>> {
  let refused: string | undefined;
  for (;;) {
    const { items, refined, safest, seen } = loadRows(sources, answers, earlier);
    const reply = await ui.pick<BucketChoice>({
      ...place,
      title: l10n.t('Bucket'),
      placeholder: l10n.t('The bucket whose files CDN delivers; it can stay private'),
      ...(refused !== undefined && { notes: [refused] }),
      items,
      refined,
      ...(earlier ? { selected: earlier } : { preset: safest }),
    });
    if (reply.kind !== 'value') return reply;
    if (reply.value === 'add') {
      await sources.addBucket();
      continue;
    }
    const chosen = reply.value === 'create' ? await createBucket(sources, answers, seen) : reply.value;
    refused = typeof chosen === 'object' ? await refuseBucket(chosen, sources, answers) : chosen;
    if (refused === undefined && typeof chosen === 'object') return { kind: 'value', value: chosen };
  }
}

/** The bucket that was created, why none can be used, or nothing where the user left. */
async function createBucket(
  sources: FormSources,
  answers: Answers,
  { choices, standings }: Seen,
): Promise<BucketRef | string | undefined> {
  const present = await findOnCdn(sources, answers);
  if (present) return otherOriginText(present);
  const before = new Set(choices.map(({ name }) => name));
  // Nothing is read before the question for its name shows.
  await sources.createBucket(standings?.named.isUnfiled ? standings.named.domain : undefined);
  const created = (await sources.buckets()).buckets.find(({ name }) => !before.has(name));
  return created && { name: created.name, region: created.region };
}

function otherOriginText({ name, sources }: CdnDomain): string {
  return l10n.t(
    '{0} is on CDN with the origin {1}: choose that bucket, or go back and choose another domain',
    showDomain(name),
    sources[0]?.content ?? '',
  );
}

async function refuseBucket(bucket: BucketRef, sources: FormSources, answers: Answers): Promise<string | undefined> {
  const present = await findOnCdn(sources, answers);
  if (present && !hasSameOrigin(present.sources, { kind: 'bucket', bucket })) return otherOriginText(present);
  const chosen = { ...answers, originKind: 'bucket', bucket } as const;
  const conflict = await findConflict(sources, chosen, toFolder(chosen));
  return conflict && placeConflictText(conflict, bucket, 'bucket');
}

/** The domain that was chosen before, where the account has it on CDN. */
export async function findOnCdn(sources: FormSources, { domain }: Answers): Promise<CdnDomain | undefined> {
  if (domain === undefined) return undefined;
  return (await sources.ownDomains())?.find(({ name }) => sameHost(name, domain));
}

/** How a bucket stands, as far as it may be read within some seconds. */
interface Standing {
  readonly info?: BucketInfo | undefined;
  readonly isEmpty?: boolean | undefined;
  /** The domains on CDN that fetch from it; absent where these may not be read. */
  readonly serves?: readonly string[] | undefined;
  /** The domains bound to it, likewise. */
  readonly bound?: readonly string[] | undefined;
}

/** How the domain stands to all buckets. */
interface DomainStanding {
  readonly domain?: string;
  /** The bucket that the domain is bound to. */
  readonly boundTo?: string | undefined;
  readonly isUnfiled: boolean;
}

interface Standings {
  readonly of: ReadonlyMap<BucketRef, Standing>;
  readonly named: DomainStanding;
}

/** The facts of the rows that are shown, as far as they are known by now. */
interface Seen {
  choices: readonly BucketRef[];
  standings?: Standings;
}

/** Reading more buckets one by one would keep the user waiting; the rest say only what they serve. */
const mostRead = 50;

function loadRows(sources: FormSources, answers: Answers, earlier: BucketRef | undefined) {
  const seen: Seen = { choices: [] };
  const known = sources.buckets().then(({ buckets, denied }) => {
    const sorted = [...buckets].sort((a, b) => a.region.localeCompare(b.region) || a.name.localeCompare(b.name));
    // The picker compares by identity, and an answer from a draft is a copy: its row takes the copy as its value.
    const isEarlier = ({ name, region }: BucketRef) => name === earlier?.name && region === earlier.region;
    const choices = sorted.map(({ name, region }) =>
      earlier && isEarlier({ name, region }) ? earlier : { name, region },
    );
    seen.choices = choices;
    return { choices, denied };
  });
  const all = known.then(async ({ choices, denied }) => {
    const [standings, wanted] = await Promise.all([
      readStandings(choices, sources, answers),
      findWanted(sources, answers),
    ]);
    seen.standings = standings;
    return { choices, denied, standings, wanted };
  });
  return {
    items: known.then(({ choices, denied }) => toRows(choices, denied)),
    refined: all.then(({ choices, denied, standings }) => toRows(choices, denied, standings)),
    safest: all.then(({ choices, standings, wanted }) => findSafest(choices, standings, wanted)),
    seen,
  };
}

async function readStandings(
  choices: readonly BucketRef[],
  sources: FormSources,
  { domain }: Answers,
): Promise<Standings> {
  const named = domain !== undefined && !isWildcard(domain) ? domain : undefined;
  const read = choices.slice(0, mostRead);
  const [own, filing, infos, empty, bound] = await Promise.all([
    sources.ownDomains(),
    named === undefined ? undefined : sources.filingOf(named).catch(() => undefined),
    Promise.all(read.map((bucket) => sources.infoOf(bucket))),
    Promise.all(read.map((bucket) => sources.isEmpty(bucket))),
    Promise.all(read.map((bucket) => sources.boundDomains(bucket))),
  ]);
  const serves = (bucket: BucketRef) =>
    own?.filter((each) => each.sources.some((source) => bucketOfSource(source)?.name === bucket.name));
  const of = choices.map((bucket, at): [BucketRef, Standing] => [
    bucket,
    { info: infos[at], isEmpty: empty[at], serves: serves(bucket)?.map(({ name }) => name), bound: bound[at] },
  ]);
  const boundTo = read.find((_bucket, at) => bound[at]?.some((name) => named !== undefined && sameHost(name, named)));
  const isUnfiled = filing === 'notFiled';
  return {
    of: new Map(of),
    named: { ...(named !== undefined && { domain: named }), boundTo: boundTo?.name, isUnfiled },
  };
}

/** The name of the one bucket that the domain, as it is on CDN, or the folder, as it is mapped, can have. */
async function findWanted(sources: FormSources, answers: Answers): Promise<string | undefined> {
  const present = await findOnCdn(sources, answers);
  if (present) return present.sources.flatMap((source) => bucketOfSource(source) ?? [])[0]?.name;
  const folder = toFolder({ ...answers, originKind: 'bucket' });
  const mapped = folder === undefined ? [] : await sources.mappedFolders();
  return mapped.find((place) => place.folder === folder)?.mapping.bucket.name;
}

/**
 * The bucket to propose: the required one, else an empty one without other domains that the domain can be bound to, else
 * one without domains. None that may be in use.
 */
function findSafest(
  choices: readonly BucketRef[],
  { of, named }: Standings,
  wanted: string | undefined,
): BucketRef | undefined {
  if (wanted !== undefined) return choices.find(({ name }) => name === wanted);
  const unused = choices.filter((bucket) => isUnused(of.get(bucket), named));
  const bindable = unused.filter((bucket) => !isElsewhere(bucket, named) && !lacksFiling(bucket, named));
  return bindable.find((bucket) => of.get(bucket)?.isEmpty) ?? bindable[0] ?? unused[0];
}

/** Visitors may follow a domain to its bound bucket without CDN. */
function isUnused({ serves, bound }: Standing = {}, { domain }: DomainStanding): boolean {
  return serves?.length === 0 && bound?.every((name) => domain !== undefined && sameHost(name, domain)) === true;
}

function isElsewhere({ name }: BucketRef, { boundTo }: DomainStanding): boolean {
  return boundTo !== undefined && boundTo !== name;
}

function lacksFiling(bucket: BucketRef, { domain, isUnfiled }: DomainStanding): boolean {
  return domain !== undefined && isUnfiled && bucketThatNeedsFiling(domain, { kind: 'bucket', bucket }) !== undefined;
}

function toRows(
  choices: readonly BucketRef[],
  denied: AppError | undefined,
  standings?: Standings,
): readonly PickItem<BucketChoice>[] {
  const rows = choices.map((bucket) => ({
    label: bucket.name,
    ...(standings && { description: describe(bucket, standings).filter(Boolean).join(' · ') }),
    detail: publicBucketHost(bucket),
    group: bucket.region,
    value: bucket,
  }));
  return [...rows, ...(denied ? [addRow(denied)] : []), createRow()];
}

function describe(bucket: BucketRef, { of, named }: Standings): readonly string[] {
  const { info, isEmpty, serves = [], bound = [] } = of.get(bucket) ?? {};
  const { domain } = named;
  const isTold = (name: string) =>
    [...serves, ...(domain === undefined ? [] : [domain])].some((each) => sameHost(each, name));
  const others = bound.filter((name) => !isTold(name));
  return [
    ...(isEmpty === undefined ? [] : [isEmpty ? l10n.t('empty') : l10n.t('not empty')]),
    accessText(info),
    ...(serves.length > 0 ? [l10n.t('serves {0}', listText(serves.map(showDomain)))] : []),
    ...(others.length > 0 ? [l10n.t('bound to {0}', listText(others))] : []),
    ...bindingWords(bucket, named),
  ];
}

function bindingWords(bucket: BucketRef, named: DomainStanding): readonly string[] {
  const { domain, boundTo } = named;
  if (domain === undefined) return [];
  const name = showDomain(domain);
  if (lacksFiling(bucket, named)) return [l10n.t('{0} cannot be bound: no ICP filing', name)];
  if (boundTo === undefined) return [];
  return [
    isElsewhere(bucket, named)
      ? l10n.t('{0} is bound to bucket {1}', name, boundTo)
      : l10n.t('{0} is bound to this bucket', name),
  ];
}

function createRow(): PickItem<BucketChoice> {
  const detail = l10n.t('A private bucket, whose name, region, and cost you see before it is created');
  return { label: `$(add) ${l10n.t('Create a Bucket…')}`, detail, alwaysShow: true, value: 'create' };
}

function addRow(denied: AppError): PickItem<BucketChoice> {
  const label = `$(add) ${l10n.t('Add Bucket by Name…')}`;
  return { label, detail: errorText(denied), alwaysShow: true, value: 'add' };
}
