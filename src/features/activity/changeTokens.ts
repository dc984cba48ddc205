import type { ActivityEntry } from '../../core/activity/activity.js';

/** Tokens that `when` clauses of the menus look for: whether a change can be put back, and seen in the console. */
export function changeTokens(entry: ActivityEntry): readonly string[] {
  return [
    'change',
    ...(entry.undo === undefined ? [] : ['undo']),
    ...(entry.place === undefined && entry.failed === undefined ? [] : ['console']),
  ];
}
