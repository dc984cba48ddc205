import { l10n } from '../l10n.js';
import { withPlainBlanks } from './plainText.js';

/** Formats the local time of day, such as 14:05:09. `at` is in ms since the epoch. */
export function timeOfDay(at: number): string {
  return withPlainBlanks(
    new Date(at).toLocaleTimeString(l10n.language, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  );
}

/** Formats the local time of day without seconds, for narrow rows. `at` is in ms since the epoch. */
export function shortTime(at: number): string {
  return withPlainBlanks(new Date(at).toLocaleTimeString(l10n.language, { hour: '2-digit', minute: '2-digit' }));
}

/** Formats the local time, preceded by the day unless that is today. `at` and `now` are in ms since the epoch. */
export function dateTimeText(at: number, now: number): string {
  return withDay(at, now, timeOfDay(at));
}

/** Formats the local time without seconds, preceded by the day unless that is today. `at` and `now` are in ms since the epoch. */
export function shortDateTime(at: number, now: number): string {
  return withDay(at, now, shortTime(at));
}

function withDay(at: number, now: number, time: string): string {
  const [date, today] = [new Date(at), new Date(now)];
  if (date.toDateString() === today.toDateString()) return time;
  return `${withPlainBlanks(date.toLocaleDateString(l10n.language, { month: 'short', day: 'numeric' }))} ${time}`;
}

/** Formats the full time with its zone, such as Mar 4, 2026, 2:05:09 PM GMT+8, for copied details. `at` is in ms since the epoch. */
export function momentText(at: number): string {
  return withPlainBlanks(new Date(at).toLocaleString(l10n.language, { dateStyle: 'medium', timeStyle: 'long' }));
}

/** Formats the local day, such as Mar 4, 2026. `at` is in ms since the epoch. */
export function dayText(at: number): string {
  return withPlainBlanks(
    new Date(at).toLocaleDateString(l10n.language, { year: 'numeric', month: 'short', day: 'numeric' }),
  );
}

/** Formats a duration in words, such as "4 min". A negative one counts as 0. */
export function elapsedText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return l10n.t('{0} s', seconds);
  if (seconds < 3600) return l10n.t('{0} min', Math.floor(seconds / 60));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return minutes === 0 ? l10n.t('{0} h', hours) : l10n.t('{0} h {1} min', hours, minutes);
}
