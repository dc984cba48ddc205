import { env } from 'vscode';

/** The local time of day of a moment in ms since the epoch, such as 14:05. */
export function timeOfDay(at: number): string {
  return new Date(at).toLocaleTimeString(env.language, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** The same without seconds, for rows without room for them. */
export function shortTime(at: number): string {
  return new Date(at).toLocaleTimeString(env.language, { hour: '2-digit', minute: '2-digit' });
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
  return `${date.toLocaleDateString(env.language, { month: 'short', day: 'numeric' })} ${time}`;
}

/** A moment in full with its time zone, such as Mar 4, 2026, 2:05:09 PM GMT+8: for details that are copied. */
export function momentText(at: number): string {
  return new Date(at).toLocaleString(env.language, { dateStyle: 'medium', timeStyle: 'long' });
}

/** The local day of a moment in ms since the epoch, such as Mar 4, 2026. */
export function dayText(at: number): string {
  return new Date(at).toLocaleDateString(env.language, { year: 'numeric', month: 'short', day: 'numeric' });
}
