import type { AppError, ErrorDetails } from '../errors.js';
import { l10n } from '../l10n.js';
import { neededWith, toPolicy } from '../permissions.js';
import { noticeText } from '../text/plainText.js';

type Denied = Pick<ErrorDetails, 'denial' | 'subject'>;

/** A denial in a few words: the permission and its target. */
export function denialTitle({ denial, subject }: Denied): string {
  const permission = noticeText(denial?.permission ?? '');
  return subject
    ? l10n.t('Not permitted: {0} on {1}', permission, noticeText(subject))
    : l10n.t('Not permitted: {0}', permission);
}

/** A denial, and who can grant the permission. A policy cannot lift an explicit deny. */
export function denialText(denied: Denied): string {
  return l10n.t('{0}. {1}', denialTitle(denied), denialHelp(denied));
}

function denialHelp({ denial }: Denied): string {
  switch (denial?.reason) {
    case 'explicit':
      return l10n.t(
        'A policy explicitly denies this, and no other policy can override it: ask the account owner to change that policy',
      );
    case 'controlPolicy':
      return l10n.t(
        'A control policy of the resource directory denies this: only the management account can change it',
      );
    case 'notAllowed':
      return l10n.t('Ask the account owner for a policy that allows it');
    default:
      return denial?.permission.startsWith('oss:')
        ? l10n.t(
            'Ask the account owner or the bucket owner to allow it. If a policy explicitly denies it, no other policy can override that',
          )
        : l10n.t(
            'Ask the account owner to allow it. If a policy explicitly denies it, no other policy can override that',
          );
  }
}

/** A policy that would allow the task, as JSON; `undefined` if none would. */
export function policyFor({ details }: AppError): string | undefined {
  const { denial } = details;
  if (!denial || denial.reason === 'explicit' || denial.reason === 'controlPolicy') return undefined;
  const needed = denial.needed ?? neededWith(denial.permission);
  return toPolicy(needed.includes(denial.permission) ? needed : [denial.permission, ...needed], bucketOf(details));
}

/** The bucket of an OSS refusal. Calls about bound domains have a domain as their subject. */
function bucketOf({ bucket, denial, subject }: ErrorDetails): string | undefined {
  if (bucket) return bucket.name;
  const isOfBucket =
    denial?.permission.startsWith('oss:') && !/Cname$|CnameToken$|ListBuckets$/.test(denial.permission);
  return isOfBucket ? subject?.split('/')[0] : undefined;
}
