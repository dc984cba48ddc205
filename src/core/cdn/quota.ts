import { deniedKinds, fallback } from '../errors.js';
import { l10n } from '../l10n.js';
import type { CdnPort, RefreshQuota } from '../ports/cdn.js';
import { countText } from '../text/countText.js';
import { parseJson } from '../text/parseJson.js';
import type { QueuedKind, RefreshKind } from './callLimits.js';

/** The rest of the daily quota of one kind until `resetsAt`. `low` if less than a tenth is left. */
export interface QuotaLevel {
  readonly left: number;
  readonly limit: number;
  readonly low: boolean;
}

/** The known facts about the quota of the day, as they are shown to the user. */
export interface QuotaView {
  readonly urls?: QuotaLevel;
  readonly directories?: QuotaLevel;
  readonly prefetches?: QuotaLevel;
  /** When the quota was last read, in ms since the epoch; absent before the first read. */
  readonly seenAt?: number;
  /** When the quota is reset, in ms since the epoch. */
  readonly resetsAt: number;
}

/** The daily quota that an account has by default. */
export const defaultQuota = { urls: 10_000, directories: 100, prefetches: 1_000 } as const;
const dayMs = 24 * 3_600_000;
const beijingMs = 8 * 3_600_000;
const maxAgeMs = 5 * 60_000;

/** Returns when the quota is reset next, in ms since the epoch: at midnight, UTC+8. */
export function nextReset(now: number): number {
  return (Math.floor((now + beijingMs) / dayMs) + 1) * dayMs - beijingMs;
}

/** Keeps count of the refreshes and prefetches that are left today. The quota is read from time to time and counted down in between. */
export class Quota {
  private cached: RefreshQuota | undefined;
  private seenAt = Number.NEGATIVE_INFINITY;
  private resetsAt = 0;
  /** Whether the quota has to be read again, after a refusal or a purchase. */
  private isStale = false;

  /** Reads the quota, unless it was read in the last 5 minutes and since the last reset. If the account may not read it, that is no error. */
  async read(cdn: Pick<CdnPort, 'readRefreshQuota'>, now: number, signal: AbortSignal): Promise<void> {
    if (!this.isStale && now - this.seenAt < maxAgeMs && now < this.resetsAt) return;
    this.cached = await readQuota(cdn, signal);
    this.seenAt = now;
    this.resetsAt = nextReset(now);
    this.isStale = false;
  }

  /** Makes the next `read` read the quota again. Until then the known numbers are shown. */
  forget(): void {
    this.isStale = true;
  }

  /** Returns whether it was read since the last reset. */
  isKnown(now: number): boolean {
    return now < this.resetsAt;
  }

  /** Returns the known quota as text, for other windows. */
  toText(): string {
    return JSON.stringify({ seen: this.cached ?? {}, seenAt: this.seenAt });
  }

  /** Takes over the quota that another window has read, if that was today and later than the own read. A damaged text is ignored. */
  restore(text: string | undefined, now: number): void {
    const { seen, seenAt } = parse(text);
    if (!seen || seenAt === undefined || seenAt > now || seenAt <= this.seenAt || nextReset(seenAt) <= now) return;
    [this.cached, this.seenAt, this.resetsAt] = [seen, seenAt, nextReset(seenAt)];
  }

  /** Returns how many requests of this kind may still be submitted; `Infinity` if that is unknown. */
  left(kind: RefreshKind): number {
    return this.cached?.[kind] ?? Number.POSITIVE_INFINITY;
  }

  spend(kind: RefreshKind, count: number): void {
    const left = this.cached?.[kind];
    if (left !== undefined) this.cached = { ...this.cached, [kind]: Math.max(0, left - count) };
  }

  /** Notes that nothing is left of this kind, after CDN refused for lack of quota. */
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

/** Reads what is left of today's quota; resolves to an empty object if the account may not read it. */
export function readQuota(cdn: Pick<CdnPort, 'readRefreshQuota'>, signal: AbortSignal): Promise<RefreshQuota> {
  return cdn.readRefreshQuota(signal).catch(fallback({}, ...deniedKinds));
}

/** Returns how much of today's quota refreshing these directories uses. `left` is `undefined` if the quota is unknown. */
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

/** Returns how much of today's quota refreshing these URLs uses. `left` is `undefined` if the quota is unknown. */
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

/** Returns how much of today's quota prefetching these URLs uses. `left` is `undefined` if the quota is unknown. */
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

/** Returns how much of today's quota refreshing one pattern uses. `left` is `undefined` if the quota is unknown. */
export function patternCostText(left: number | undefined): string {
  if (left === undefined) return l10n.t("Uses 1 of today's pattern refreshes.");
  return l10n.t('Uses 1 of the {0} pattern refreshes left today.', countText(left));
}

/** Returns what refreshing a pattern does at the edge. */
export function patternEffectText(): string {
  return l10n.t(
    'At the next request for each of these URLs, the edge checks with the origin whether it has changed. Changed objects are fetched from the origin, which bills that traffic.',
  );
}

/** Returns what refreshing a directory does at the edge. */
export function directoryEffectText(): string {
  return l10n.t(
    'At the next request for each object in the directory, the edge checks with the origin whether it has changed. Changed objects are fetched from the origin, which bills that traffic.',
  );
}

/** Returns when a refresh takes effect, and that it cannot be undone. */
export function effectTimeText(): string {
  return l10n.t('This takes effect after 5 to 6 minutes and cannot be undone.');
}
