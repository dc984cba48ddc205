import { l10n } from 'vscode';
import type { Activity, ActivityEntry } from '../../core/activity/activity.js';
import { dateTimeText } from '../../core/text/timeText.js';
import type { FeatureDeps } from '../../host/deps.js';
import { showInformation } from '../../host/display.js';
import { changeTitle } from './changeTitle.js';

/** The dependencies of this feature. */
export type ActivityFeatureDeps = Pick<
  FeatureDeps,
  'log' | 'ui' | 'activity' | 'session' | 'settings' | 'clock' | 'board'
>;

/** Finds the change of this id; `undefined` after a message that it is gone. */
export function findChange({ entries }: Activity, given: string | undefined): ActivityEntry | undefined {
  const entry = entries.find(({ id }) => id === given);
  if (!entry) void showInformation(l10n.t('This change is no longer in the list'));
  return entry;
}

/**
 * The change of this id, or one that the user chooses among those that match `fits`; `undefined` if cancelled, or after
 * a message that there is none.
 */
export async function chooseChange(
  { ui, activity, clock }: Pick<ActivityFeatureDeps, 'ui' | 'activity' | 'clock'>,
  given: string | undefined,
  title: string,
  fits: (entry: ActivityEntry) => boolean = () => true,
): Promise<ActivityEntry | undefined> {
  if (given !== undefined) return findChange(activity, given);
  await activity.load();
  const entries = activity.entries.filter(fits);
  if (entries.length === 0) return void showInformation(l10n.t('None of the listed changes supports this: {0}', title));
  const reply = await ui.pick<ActivityEntry>({
    title,
    placeholder: l10n.t('Choose a change'),
    items: entries.map((entry) => ({
      label: changeTitle(entry),
      description: [dateTimeText(entry.startedAt, clock.now()), entry.action, entry.requestId]
        .filter(Boolean)
        .join(' · '),
      value: entry,
    })),
  });
  return reply.kind === 'value' ? reply.value : undefined;
}
