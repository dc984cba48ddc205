import { isMainland } from '../../core/cdn/icp.js';
import { showDomain } from '../../core/domainName.js';
import { type AppError, deniedKinds, isErrorOf, toAppError } from '../../core/errors.js';
import { errorText } from '../../core/errorTexts/errorText.js';
import { type FormUi, type Question, runForm } from '../../core/form.js';
import { l10n } from '../../core/l10n.js';
import { isObjectKey } from '../../core/objectKey.js';
import { publicBucketHost } from '../../core/origin.js';
import {
  type KnownBuckets,
  listBucketsToChoose,
  listKnownBuckets,
  locateBucket,
  parseBucketName,
} from '../../core/oss/knownBuckets.js';
import {
  beginsBucketName,
  isBucketName,
  listNewBucketRegions,
  type NewBucketRegion,
  newBucketDetail,
  regionNames,
} from '../../core/oss/newBucket.js';
import { listPinned, pin } from '../../core/oss/pinnedBuckets.js';
import type { BucketRef, ObjectRef, OssPort } from '../../core/ports/oss.js';
import { plainText } from '../../core/text/plainText.js';
import { executeCommand, folderRowId } from '../../host/commandIds.js';
import { consoleLinks } from '../../host/console/consoleLinks.js';
import { openPage } from '../../host/console/openPage.js';
import type { FeatureDeps } from '../../host/deps.js';
import { copyToClipboard, showBriefly, showInformation, showWarning } from '../../host/display.js';
import { withDelayedProgress } from '../../host/prompts/delayedProgress.js';
import { pickBucket } from '../../host/prompts/pickBucket.js';
import type { ExplorerTree } from './explorerTree.js';
import type { Node } from './node.js';

type Deps = Pick<FeatureDeps, 'session' | 'ui' | 'settings' | 'log' | 'memory'>;

/** The commands on buckets. Their output file is loaded with the first command. */
export const bucketCommands = { addBucket, copyInternetDomain, createBucket, findByPrefix, openBucketConsole };

async function copyInternetDomain(deps: Deps, given: BucketRef | undefined): Promise<void> {
  const bucket = given ?? (await chooseBucket(deps));
  if (bucket) await copyToClipboard(publicBucketHost(bucket));
}

async function openBucketConsole(deps: Deps, given: BucketRef | undefined): Promise<void> {
  const bucket = given ?? (await chooseBucket(deps));
  if (bucket) await openPage(consoleLinks(deps.settings.get('console')).bucket(bucket));
}

async function chooseBucket(deps: Deps): Promise<BucketRef | undefined> {
  const { oss } = await deps.session.cloud();
  const question = { title: l10n.t('Bucket'), placeholder: l10n.t('Choose a bucket') };
  return pickBucket(deps, question, (signal) => listBucketsToChoose(oss, listPinned(deps), signal));
}

type PinDeps = Pick<FeatureDeps, 'session' | 'memory' | 'ui'>;

/** Asks for the name of a bucket that the account may not list, finds its region, and adds it. Resolves to `false` if the user cancels. */
async function addBucket(deps: PinDeps): Promise<boolean> {
  const { oss } = await deps.session.cloud();
  const work = new AbortController();
  let found: BucketRef | undefined;
  const reply = await deps.ui.input({
    title: l10n.t('Add Bucket by Name'),
    prompt: l10n.t('Name or public domain of the bucket. Adding it here changes nothing in the cloud'),
    placeholder: 'my-bucket',
    validate: async (text) => {
      const parsed = parseBucketName(text);
      if (!parsed) return l10n.t('A bucket name has 3 to 63 lowercase letters, digits, and hyphens');
      try {
        found = await locateBucket(oss, parsed, work.signal);
        return undefined;
      } catch (error) {
        return isErrorOf(error, 'noSuchBucket')
          ? l10n.t('No such bucket: {0}', parsed.name)
          : errorText(toAppError(error));
      }
    },
  });
  work.abort();
  if (reply.kind !== 'value' || !found) return false;
  await pin(deps, found);
  return true;
}

/** Asks for a prefix and filters the objects of a bucket or a folder by it. Resolves to the row to open, or to `undefined` if the user cancels. */
async function findByPrefix(
  { ui }: Pick<FeatureDeps, 'ui'>,
  tree: Pick<ExplorerTree, 'filterOf' | 'setFilter'>,
  target: BucketRef | ObjectRef,
): Promise<Node | undefined> {
  const folder = 'key' in target ? target.key : '';
  const bucket = 'key' in target ? target.bucket.name : target.name;
  const parentId = folderRowId(bucket, folder);
  const reply = await ui.input({
    title: l10n.t('Find by Prefix: {0}', plainText(`${bucket}/${folder}`)),
    prompt: l10n.t('Beginning of the object names, which are case-sensitive; leave empty to show all'),
    value: tree.filterOf(parentId) ?? '',
    validate: (text) =>
      text === '' || isObjectKey(folder + text) ? undefined : l10n.t('Object names cannot begin with this'),
  });
  return reply.kind === 'value' ? tree.setFilter(parentId, reply.value) : undefined;
}

type CreationDeps = Pick<FeatureDeps, 'session' | 'ui' | 'clock' | 'memory' | 'settings'>;

interface Answers {
  readonly name: string;
  readonly region: NewBucketRegion;
}

/** The buckets of the account, as far as they are known. */
interface Listing {
  readonly read: Promise<KnownBuckets | undefined>;
  known?: KnownBuckets;
}

/**
 * Asks for a name and a region and, after showing both, creates a private bucket with Block Public Access. `unfiled` is a domain without an ICP filing that
 * the bucket is for: regions outside the Chinese mainland are then proposed, since OSS would not bind the domain to a bucket in the mainland.
 */
export async function createBucket(deps: CreationDeps, unfiled?: string): Promise<void> {
  const { oss } = await deps.session.cloud();
  const work = new AbortController();
  const listing = readListing(oss, listPinned(deps), work.signal);
  const questions = [nameQuestion(oss, listing, work.signal), regionQuestion(unfiled)];
  let draft: Partial<Answers> = {};
  try {
    for (;;) {
      const answers = await runForm<Answers>(questions, deps.ui, { draft });
      if (!answers?.name || !answers.region) return;
      draft = answers;
      const bucket = { name: answers.name, region: answers.region };
      if (!(await confirm(deps, bucket))) return;
      const refused = await make(deps, oss, bucket);
      if (!refused) return await show(deps, bucket, await listing.read);
      void showWarning(errorText(refused));
    }
  } finally {
    work.abort();
  }
}

function readListing(oss: OssPort, pinned: readonly BucketRef[], signal: AbortSignal): Listing {
  const listing: Listing = {
    read: listKnownBuckets(oss, pinned, signal).then(
      (known) => {
        listing.known = known;
        return known;
      },
      () => undefined,
    ),
  };
  return listing;
}

function nameQuestion(oss: OssPort, listing: Listing, signal: AbortSignal): Question<Answers> {
  const whileTyped = (text: string) => {
    if (!beginsBucketName(text)) return nameRule();
    return listing.known?.buckets.some(({ name }) => name === text) ? ownName() : undefined;
  };
  return {
    id: 'name',
    ask: (ui: FormUi, _answers, { earlier, ...place }) =>
      ui.input({
        ...place,
        title: l10n.t('Create a Bucket'),
        prompt: l10n.t('Name of the bucket, which no other bucket of any account has'),
        placeholder: 'my-bucket',
        ...(earlier !== undefined && { value: earlier }),
        whileTyped,
        validate: async (text) => {
          if (!isBucketName(text)) return nameRule();
          await listing.read;
          return whileTyped(text) ?? (await refuseTaken(oss, text, signal));
        },
      }),
  };
}

function nameRule(): string {
  return l10n.t('Use 3 to 63 lowercase letters, digits, and hyphens, with a letter or a digit at both ends');
}

function ownName(): string {
  return l10n.t('You already have a bucket with this name: choose that one or enter another name');
}

/** Checks whether the bucket exists, in any region, though not always the owner. Otherwise OSS decides at the creation. */
async function refuseTaken(oss: OssPort, name: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    await oss.readBucketInfo({ name, region: 'cn-hangzhou' }, signal);
    return ownName();
  } catch (error) {
    if (isErrorOf(error, 'noSuchBucket', ...deniedKinds)) return undefined;
    if (isErrorOf(error, 'wrongRegion'))
      return l10n.t('A bucket with this name already exists, here or in another account: enter another name');
    return errorText(toAppError(error));
  }
}

function regionQuestion(unfiled: string | undefined): Question<Answers> {
  const preset: NewBucketRegion = unfiled === undefined ? 'cn-hangzhou' : 'cn-hongkong';
  return {
    id: 'region',
    ask: (ui: FormUi, _answers, { earlier, ...place }) =>
      ui.pick({
        ...place,
        title: l10n.t('Region of the Bucket'),
        placeholder: l10n.t('Choose the region where the files are stored'),
        ...(unfiled !== undefined && {
          notes: [
            l10n.t(
              '{0} has no ICP filing: it can be bound only to a bucket outside the Chinese mainland',
              showDomain(unfiled),
            ),
          ],
        }),
        items: listNewBucketRegions().map((region) => ({
          label: regionNames[region](),
          description: region,
          group: isMainland(region) ? l10n.t('Chinese mainland') : l10n.t('Outside the Chinese mainland'),
          value: region,
        })),
        ...(earlier ? { selected: earlier } : { preset }),
      }),
  };
}

async function confirm({ settings }: CreationDeps, bucket: BucketRef & Answers): Promise<boolean> {
  const [create, prices] = [l10n.t('Create Bucket'), l10n.t('Open OSS Prices')];
  const options = { modal: true, detail: newBucketDetail(bucket).join('\n\n') };
  for (;;) {
    const chosen = await showInformation(l10n.t('Create bucket {0}?', bucket.name), options, create, prices);
    if (chosen !== prices) return chosen === create;
    await openPage(consoleLinks(settings.get('console')).ossPrices());
  }
}

/** Creates the bucket. Resolves to the error if another name or region would help, and otherwise to `undefined`. */
async function make({ clock }: CreationDeps, oss: OssPort, bucket: BucketRef): Promise<AppError | undefined> {
  return withDelayedProgress(clock, l10n.t('Creating bucket'), async (_report, signal) => {
    try {
      await oss.createBucket(bucket, signal);
    } catch (error) {
      if (isErrorOf(error, 'bucketRefused')) return error;
      throw error;
    }
    try {
      await oss.blockPublicAccess(bucket, signal);
    } catch (error) {
      const why = errorText(toAppError(error));
      void showWarning(
        l10n.t(
          'The bucket is private, but Block Public Access could not be turned on. Turn it on in the OSS console: {0}',
          why,
        ),
      );
    }
    return undefined;
  });
}

/** Shows the new bucket in the tree. If the account may not list its buckets, adds it by name. */
async function show(deps: CreationDeps, bucket: BucketRef, known: KnownBuckets | undefined): Promise<void> {
  if (known?.denied) await pin(deps, bucket);
  void executeCommand('ossCdn.retryNode', 'buckets');
  showBriefly(l10n.t('Bucket created: {0}', bucket.name), 5000);
}
