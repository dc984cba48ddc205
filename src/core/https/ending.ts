const dayMs = 86_400_000;

/** With so many days left or fewer, a certificate should be replaced: nothing renews those that are free at Alibaba Cloud. */
export const warningDays = 30;
/** With so many days left or fewer it is urgent. */
export const urgentDays = 7;

/** Whole days that are left to a certificate; times in ms since the epoch. */
export function daysLeft(expires: number, now: number): number {
  return Math.floor((expires - now) / dayMs);
}
