import { deniedKinds, fallback } from '../errors.js';
import { l10n } from '../l10n.js';
import { parseJson } from '../parseJson.js';
import type { CdnPort, RefreshQuota } from '../ports/cdn.js';
import { countText } from '../text/countText.js';
import type { QueuedKind, RefreshKind } from './callLimits.js';

/** The remaining quota of one kind until `resetsAt`; `low` below a tenth. */
export interface QuotaLevel {
  readonly left: number;
  readonly limit: number;
  readonly low: boolean;
}

/** The known quota of the day, for the user. */
export interface QuotaView {
  readonly urls?: QuotaLevel;
  readonly directories?: QuotaLevel;
  readonly prefetches?: QuotaLevel;
  /** When it was last read, ms since the epoch; absent before. */
  readonly seenAt?: number;
  /** Ms since the epoch. */
  readonly resetsAt: number;
}

/** The daily quota of an account by default. */
export const defaultQuota = { urls: 10_000, directories: 100, prefetches: 1_000 } as const;
const dayMs = 24 * 3_600_000;
const beijingMs = 8 * 3_600_000;
const maxAgeMs = 5 * 60_000;

/** The next reset of the quota, midnight UTC+8, in ms since the epoch. */
export function nextReset(now: number): number {
  return (Math.floor((now + beijingMs) / dayMs) + 1) * dayMs - beijingMs;
}

/** The remaining refreshes and prefetches of the day. Read now and then, and counted in between. */
export class Quota {
  private cached: RefreshQuota | undefined;
  private seenAt = Number.NEGATIVE_INFINITY;
  private resetsAt = 0;
  /** Set after a refusal or a purchase. */
  private isStale = false;

  /** Reads the quota unless that was done within 5 minutes and since the last reset. A refusal is no error. */
  async read(cdn: Pick<CdnPort, 'readRefreshQuota'>, now: number, signal: AbortSignal): Promise<void> {
    if (!this.isStale && now - this.seenAt < maxAgeMs && now < this.resetsAt) return;
    this.cached = await readQuota(cdn, signal);
    this.seenAt = now;
    this.resetsAt = nextReset(now);
    this.isStale = false;
  }

  /** Forces a new read. Until then the known values are shown. */
  forget(): void {
    this.isStale = true;
  }

  /** Returns whether it was read since the last reset. */
  isKnown(now: number): boolean {
    return now < this.resetsAt;
  }

  /** Serializes the known quota for other windows. */
  toText(): string {
    return JSON.stringify({ seen: this.cached ?? {}, seenAt: this.seenAt });
  }

  /** Restores what another window knew, if that is from today and newer. Ignores a damaged text. */
  restore(text: string | undefined, now: number): void {
    const { seen, seenAt } = parse(text);
    if (!seen || seenAt === undefined || seenAt > now || seenAt <= this.seenAt || nextReset(seenAt) <= now) return;
    [this.cached, this.seenAt, this.resetsAt] = [seen, seenAt, nextReset(seenAt)];
  }

  /** The number that may still be submitted; infinite if unknown. */
  left(kind: RefreshKind): number {
    return this.cached?.[kind] ?? Number.POSITIVE_INFINITY;
  }

  spend(kind: RefreshKind, count: number): void {
    const left = this.cached?.[kind];
    if (left !== undefined) this.cached = { ...this.cached, [kind]: Math.max(0, left - count) };
  }

  /** Called after a refusal for lack of quota. */
  exhaust(kind: RefreshKind): void {
    this.cached = { ...this.cached, [kind]: 0 };
  }

  view(now: number): QuotaView {
    const of = (kind: QueuedKind) => {
      const left = this.cached?.[kind];
      if (left === undefined || !this.isKnown(now)) return {};
      const limit = this.cached?.limits?.[kind] ?? Math.max(left, defaultQuota[kind]);
      return { [kind]: { left, limit, low: left * 10 < limit } };
    };
    const seenAt = this.isKnown(now) ? { seenAt: this.seenAt } : {};
    return { ...of('urls'), ...of('directories'), ...of('prefetches'), ...seenAt, resetsAt: nextReset(now) };
  }
}

function parse(text = ''): { readonly seen?: RefreshQuota; readonly seenAt?: number } {
  const { seen, seenAt } = (parseJson(text) ?? {}) as { readonly seen?: RefreshQuota | null; readonly seenAt?: number };
  return typeof seen === 'object' && seen !== null && typeof seenAt === 'number' ? { seen, seenAt } : {};
}

/** Reads today's remaining quota; unknown without permission. */
export function readQuota(cdn: Pick<CdnPort, 'readRefreshQuota'>, signal: AbortSignal): Promise<RefreshQuota> {
  return cdn.readRefreshQuota(signal).catch(fallback({}, ...deniedKinds));
}

/** The cost of directories in today's quota. */
export function directoryCostText(wanted: number, left: number | undefined): string {
  if (left === undefined) return l10n.t("Uses {0} of today's directory refreshes.", countText(wanted));
  return wanted > left
    ? l10n.t(
        'Uses {0} directory refreshes, but only {1} are left today. The rest waits until tomorrow.',
        countText(wanted),
        countText(left),
      )
    : l10n.t('Uses {0} of the {1} directory refreshes left today.', countText(wanted), countText(left));
}

/** The cost of URLs in today's quota. */
export function urlCostText(wanted: number, left: number | undefined): string {
  if (left === undefined) return l10n.t("Uses {0} of today's URL refreshes.", countText(wanted));
  return wanted > left
    ? l10n.t(
        'Uses {0} URL refreshes, but only {1} are left today. The rest waits until tomorrow.',
        countText(wanted),
        countText(left),
      )
    : l10n.t('Uses {0} of the {1} URL refreshes left today.', countText(wanted), countText(left));
}

/** The cost of prefetches in today's quota. */
export function prefetchCostText(wanted: number, left: number | undefined): string {
  if (left === undefined) return l10n.t("Uses {0} of today's prefetches.", countText(wanted));
  return wanted > left
    ? l10n.t(
        'Uses {0} prefetches, but only {1} are left today. The rest waits until tomorrow.',
        countText(wanted),
        countText(left),
      )
    : l10n.t('Uses {0} of the {1} prefetches left today.', countText(wanted), countText(left));
}

/** The cost of one pattern in today's quota. */
export function patternCostText(left: number | undefined): string {
  if (left === undefined) return l10n.t("Uses 1 of today's pattern refreshes.");
  return l10n.t('Uses 1 of the {0} pattern refreshes left today.', countText(left));
}

/** The effect of refreshing a pattern on the edge. */
export function patternEffectText(): string {
  return l10n.t(
    'At the next request for each of these URLs, the edge checks with the origin whether it has changed. Changed objects are fetched from the origin, which bills that traffic.',
  );
}

/** The effect of refreshing a directory on the edge. */
export function directoryEffectText(): string {
  return l10n.t(
    'At the next request for each object in the directory, the edge checks with the origin whether it has changed. Changed objects are fetched from the origin, which bills that traffic.',
  );
}

/** When a refresh takes effect. */
export function effectTimeText(): string {
  return l10n.t('This takes effect after 5 to 6 minutes and cannot be undone.');
}
