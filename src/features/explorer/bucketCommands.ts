import { isErrorOf, toAppError } from '../../core/errors.js';
import { errorText } from '../../core/errorTexts/errorText.js';
import { l10n } from '../../core/l10n.js';
import { isObjectKey } from '../../core/objectKey.js';
import { publicBucketHost } from '../../core/origin.js';
import { listBucketsToChoose, locateBucket, parseBucketName } from '../../core/oss/knownBuckets.js';
import { listPinned, pin } from '../../core/oss/pinnedBuckets.js';
import type { BucketRef } from '../../core/ports/oss.js';
import { plainText } from '../../core/text/plainText.js';
import { folderRowId, type ObjectRef } from '../../host/commandIds.js';
import { consoleLinks } from '../../host/console/consoleLinks.js';
import { openPage } from '../../host/console/openPage.js';
import type { FeatureDeps } from '../../host/deps.js';
import { copyToClipboard } from '../../host/display.js';
import { pickBucket } from '../../host/prompts/pickBucket.js';
import type { ExplorerTree } from './explorerTree.js';
import { createBucket } from './newBucket/createBucket.js';
import type { Node } from './node.js';

type Deps = Pick<FeatureDeps, 'session' | 'ui' | 'settings' | 'log' | 'memory'>;

/** The commands on buckets. Their output file is loaded with the first of them. */
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

/** Asks for the name of a bucket that the account may not list, finds its region, and adds it; `false` if cancelled. */
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

/** Asks for a prefix and filters the objects of a bucket or a folder by it; returns the row to open, or `undefined` if cancelled. */
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
