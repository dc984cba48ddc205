import { isMainland } from '../../../core/cdn/icp.js';
import { showDomain } from '../../../core/domainName.js';
import { type AppError, deniedKinds, isErrorOf, toAppError } from '../../../core/errors.js';
import { errorText } from '../../../core/errorTexts/errorText.js';
import { type FormUi, type Question, runForm } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import { type KnownBuckets, listKnownBuckets } from '../../../core/oss/knownBuckets.js';
import {
  beginsBucketName,
  isBucketName,
  listNewBucketRegions,
  type NewBucketRegion,
  newBucketDetail,
  regionNames,
} from '../../../core/oss/newBucket.js';
import { listPinned, pin } from '../../../core/oss/pinnedBuckets.js';
import type { BucketRef, OssPort } from '../../../core/ports/oss.js';
import { executeCommand } from '../../../host/commandIds.js';
import { consoleLinks } from '../../../host/console/consoleLinks.js';
import { openPage } from '../../../host/console/openPage.js';
import type { FeatureDeps } from '../../../host/deps.js';
import { showBriefly, showInformation, showWarning } from '../../../host/display.js';
import { withDelayedProgress } from '../../../host/prompts/delayedProgress.js';

type Deps = Pick<FeatureDeps, 'session' | 'ui' | 'clock' | 'memory' | 'settings'>;

interface Answers {
  readonly name: string;
  readonly region: NewBucketRegion;
}

/** The account's buckets as far as known. */
interface Listing {
  readonly read: Promise<KnownBuckets | undefined>;
  known?: KnownBuckets;
}

/**
 * Asks for a name and a region and creates a private bucket with Block Public Access, after showing both. For `unfiled`,
 * a domain without an ICP filing, it proposes regions outside the Chinese mainland, since OSS would not bind it
 * elsewhere.
 */
export async function createBucket(deps: Deps, unfiled?: string): Promise<void> {
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

async function confirm({ settings }: Deps, bucket: BucketRef & Answers): Promise<boolean> {
  const [create, prices] = [l10n.t('Create Bucket'), l10n.t('Open OSS Prices')];
  const options = { modal: true, detail: newBucketDetail(bucket).join('\n\n') };
  for (;;) {
    const chosen = await showInformation(l10n.t('Create bucket {0}?', bucket.name), options, create, prices);
    if (chosen !== prices) return chosen === create;
    await openPage(consoleLinks(settings.get('console')).ossPrices());
  }
}

/** Creates it; returns the error if another name or region would help. */
async function make({ clock }: Deps, oss: OssPort, bucket: BucketRef): Promise<AppError | undefined> {
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

/** Adds the new bucket by name if the account may not list its buckets. */
async function show(deps: Deps, bucket: BucketRef, known: KnownBuckets | undefined): Promise<void> {
  if (known?.denied) await pin(deps, bucket);
  void executeCommand('ossCdn.retryNode', 'buckets');
  showBriefly(l10n.t('Bucket created: {0}', bucket.name), 5000);
}
