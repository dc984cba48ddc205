import { l10n } from '../l10n.js';
import { withPlainBlanks } from './plainText.js';

/** The local time of day, such as 14:05:09; `at` in ms since the epoch. */
export function timeOfDay(at: number): string {
  return withPlainBlanks(
    new Date(at).toLocaleTimeString(l10n.language, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  );
}

/** The time without seconds, for narrow rows. */
export function shortTime(at: number): string {
  return withPlainBlanks(new Date(at).toLocaleTimeString(l10n.language, { hour: '2-digit', minute: '2-digit' }));
}

/** The time, after the day unless it is today; `at` and `now` in ms since the epoch. */
export function dateTimeText(at: number, now: number): string {
  return withDay(at, now, timeOfDay(at));
}

/** Day and time without seconds. */
export function shortDateTime(at: number, now: number): string {
  return withDay(at, now, shortTime(at));
}

function withDay(at: number, now: number, time: string): string {
  const [date, today] = [new Date(at), new Date(now)];
  if (date.toDateString() === today.toDateString()) return time;
  return `${withPlainBlanks(date.toLocaleDateString(l10n.language, { month: 'short', day: 'numeric' }))} ${time}`;
}

/** The full time with its zone, such as Mar 4, 2026, 2:05:09 PM GMT+8, for copied details. */
export function momentText(at: number): string {
  return withPlainBlanks(new Date(at).toLocaleString(l10n.language, { dateStyle: 'medium', timeStyle: 'long' }));
}

/** The local day, such as Mar 4, 2026; `at` in ms since the epoch. */
export function dayText(at: number): string {
  return withPlainBlanks(
    new Date(at).toLocaleDateString(l10n.language, { year: 'numeric', month: 'short', day: 'numeric' }),
  );
}

/** A duration in words, such as "4 min"; a negative one counts as 0. */
export function elapsedText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return l10n.t('{0} s', seconds);
  if (seconds < 3600) return l10n.t('{0} min', Math.floor(seconds / 60));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return minutes === 0 ? l10n.t('{0} h', hours) : l10n.t('{0} h {1} min', hours, minutes);
}
