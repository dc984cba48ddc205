/**
 * The ids of the tasks that a call began, which the vendor lists in one text with commas (`RefreshTaskId`, `PushTaskId`); a
 * single one may come as a number. Empty for anything else, since the call took effect whatever stands in their place.
 */
export function parseTaskIds(value: unknown): string[] {
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  return String(value).split(',').filter(Boolean);
}
