import { l10n } from '../l10n.js';
import { withPlainBlanks } from './plainText.js';

/** The local time of day of a moment in ms since the epoch, such as 14:05. */
export function timeOfDay(at: number): string {
  return withPlainBlanks(
    new Date(at).toLocaleTimeString(l10n.language, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  );
}

/** The same without seconds, for rows without room for them. */
export function shortTime(at: number): string {
  return withPlainBlanks(new Date(at).toLocaleTimeString(l10n.language, { hour: '2-digit', minute: '2-digit' }));
}

/** A moment as it reads at `now`, both in ms since the epoch: the time, behind the day when that is another one. */
export function dateTimeText(at: number, now: number): string {
  return withDay(at, now, timeOfDay(at));
}

/** The same without seconds. */
export function shortDateTime(at: number, now: number): string {
  return withDay(at, now, shortTime(at));
}

function withDay(at: number, now: number, time: string): string {
  const [date, today] = [new Date(at), new Date(now)];
  if (date.toDateString() === today.toDateString()) return time;
  return `${withPlainBlanks(date.toLocaleDateString(l10n.language, { month: 'short', day: 'numeric' }))} ${time}`;
}

/** A moment in full with its time zone, such as Mar 4, 2026, 2:05:09 PM GMT+8: for details that are copied. */
export function momentText(at: number): string {
  return withPlainBlanks(new Date(at).toLocaleString(l10n.language, { dateStyle: 'medium', timeStyle: 'long' }));
}

/** The local day of a moment in ms since the epoch, such as Mar 4, 2026. */
export function dayText(at: number): string {
  return withPlainBlanks(
    new Date(at).toLocaleDateString(l10n.language, { year: 'numeric', month: 'short', day: 'numeric' }),
  );
}

/** A span of time in words, such as "4 min"; `ms` below zero counts as none. */
export function elapsedText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return l10n.t('{0} s', seconds);
  if (seconds < 3600) return l10n.t('{0} min', Math.floor(seconds / 60));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return minutes === 0 ? l10n.t('{0} h', hours) : l10n.t('{0} h {1} min', hours, minutes);
}
