import type { Activity } from '../../../core/activity/activity.js';
import { offerUndo } from '../../../host/changePrompts.js';
import { showBriefly } from '../../../host/display.js';

/** Says what has been done, and offers the undo of the newest change of this kind where one undo takes all of it back. */
export async function reportChange(activity: Activity, message: string, action?: string): Promise<void> {
  const entry = activity.entries.find((each) => each.action === action);
  if (!entry?.undo) return void showBriefly(message, 5000);
  await offerUndo(entry, message);
}
