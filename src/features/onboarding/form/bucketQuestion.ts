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

/** The chosen bucket, or the choice to add a bucket by name or to create one. */
type BucketChoice = BucketRef | 'add' | 'create';

type Answers = Partial<OnboardingAnswers>;

/** Asks for the bucket and shows the state of each. A safe bucket is active. Rejects a bucket that the domain or the folder cannot use. */
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

/** Creates a bucket. Resolves to the bucket, to the reason why it cannot be used, or to nothing if the user leaves. */
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

/** Returns the domain that was chosen before, if the account already has it on CDN. */
export async function findOnCdn(sources: FormSources, { domain }: Answers): Promise<CdnDomain | undefined> {
  if (domain === undefined) return undefined;
  return (await sources.ownDomains())?.find(({ name }) => sameHost(name, domain));
}

/** The known facts about the use of a bucket, as far as they could be read within some seconds. */
interface Standing {
  readonly info?: BucketInfo | undefined;
  readonly isEmpty?: boolean | undefined;
  /** The CDN domains that fetch from the bucket. Absent if the account may not read them. */
  readonly serves?: readonly string[] | undefined;
  /** The domains bound to the bucket. Absent if the account may not read them. */
  readonly bound?: readonly string[] | undefined;
}

/** The known facts about the chosen domain that matter for every bucket. */
interface DomainStanding {
  readonly domain?: string;
  /** The name of the bucket that the domain is bound to. */
  readonly boundTo?: string | undefined;
  readonly isUnfiled: boolean;
}

interface Standings {
  readonly of: ReadonlyMap<BucketRef, Standing>;
  readonly named: DomainStanding;
}

/** The content of the visible rows, as far as it is known by now. */
interface Seen {
  choices: readonly BucketRef[];
  standings?: Standings;
}

/** The most buckets that are read one by one. Reading more would keep the user waiting, so the others only show which domains they serve. */
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
 * Returns the bucket to propose. It is the required bucket, or else, among the buckets without other domains, an empty one that the domain can be bound to,
 * any that it can be bound to, or any at all. A bucket that may be in use is never proposed.
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

/** Returns whether a bucket has no other domain. Bound domains count too, since visitors may reach the bucket through them without CDN. */
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
