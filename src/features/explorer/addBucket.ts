import { l10n } from 'vscode';
import { isErrorOf, toAppError } from '../../core/errors.js';
import { locateBucket, parseBucketName } from '../../core/oss/knownBuckets.js';
import { pin } from '../../core/oss/pinnedBuckets.js';
import type { BucketRef } from '../../core/ports/oss.js';
import type { FeatureDeps } from '../../host/deps.js';
import { errorText } from '../../host/errors/presentError.js';

type Deps = Pick<FeatureDeps, 'session' | 'memory' | 'ui'>;

/** Asks for the name of a bucket that the account may not list, looks for its region, and adds it; `false` when the user cancels. */
export async function addBucket(deps: Deps): Promise<boolean> {
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
