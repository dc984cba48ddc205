import { l10n } from '../l10n.js';
import { readTraits } from '../oss/objectTraits.js';
import type { RestoreRequest } from '../ports/objectVersions.js';
import type { ObjectHead } from '../ports/oss.js';
import { sizeText } from '../text/countText.js';

type Tier = NonNullable<RestoreRequest['tier']>;

/** A priority of a restoration, and how long OSS takes. Archive has one priority, which is not named. */
export interface RestorePriority {
  readonly tier?: Tier;
  readonly time: () => string;
}

/** The priorities of a storage class, the fastest first, and the most days that a restored copy can be kept. */
export interface ArchiveClass {
  readonly priorities: readonly RestorePriority[];
  readonly mostDays: number;
  /** Whether OSS also bills the restored copy as storage of class Standard. */
  readonly billsCopy: boolean;
}

/** The archive classes. Source: OSS, "Restore objects" (times, which may vary, and days) and "Billing" of restore-object (what is billed). */
export const archiveClasses: Readonly<Record<string, ArchiveClass>> = {
  Archive: {
    priorities: [{ time: () => l10n.t('about 1 minute') }],
    mostDays: 7,
    billsCopy: false,
  },
  ColdArchive: {
    priorities: [
      { tier: 'Expedited', time: () => l10n.t('within 1 hour') },
      { tier: 'Standard', time: () => l10n.t('2 to 5 hours') },
      { tier: 'Bulk', time: () => l10n.t('5 to 12 hours') },
    ],
    mostDays: 365,
    billsCopy: true,
  },
  DeepColdArchive: {
    priorities: [
      { tier: 'Expedited', time: () => l10n.t('within 12 hours') },
      { tier: 'Standard', time: () => l10n.t('within 48 hours') },
    ],
    mostDays: 365,
    billsCopy: true,
  },
};

/** The state of an archived object: not restored, being restored, or readable until a time in ms since the epoch (absent if OSS does not tell it). */
export type ArchiveState = 'archived' | 'restoring' | { readonly until?: number };

/** Returns the state of an object of an archive class; `undefined` for other classes. Source: HeadObject, `x-oss-restore`. */
export function readArchiveState(head: Pick<ObjectHead, 'headers'>): ArchiveState | undefined {
  const { storageClass, restore } = readTraits(head);
  if (!archiveClasses[storageClass]) return undefined;
  if (!restore) return 'archived';
  if (restore.isOngoing) return 'restoring';
  return restore.expiresAt === undefined ? {} : { until: restore.expiresAt };
}

/** Describes what OSS bills for a restoration of this many bytes. Prices are left to the price list, since they depend on the region and change. */
export function restoreCostText(bytes: number, { priorities, billsCopy }: ArchiveClass): string {
  const bills = l10n.t('OSS bills the retrieval of {0} by the GB, and each request.', sizeText(bytes));
  const parts = [
    priorities.length > 1
      ? l10n.t('{0} The prices depend on the region and the priority.', bills)
      : l10n.t('{0} The prices depend on the region.', bills),
    ...(billsCopy ? [l10n.t('The readable copy is billed as Standard storage for these days.')] : []),
    l10n.t('Storage in the archive class is billed as before.'),
  ];
  return parts.join('\n');
}
