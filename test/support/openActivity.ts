import { ActivityLog } from '../../src/core/activity/activityLog.js';
import { systemClock } from '../../src/disk/clock.js';
import { createSharedDocuments } from './memoryStore.js';
import { createVirtualClock } from './virtualClock.js';

/** The Activity of account `1` in one window, by default of its own. The test fails if an entry cannot be saved. */
export function openActivity(
  clock = systemClock,
  documents = createSharedDocuments(createVirtualClock()),
): ActivityLog {
  return new ActivityLog({
    store: documents.window('a'),
    session: { account: { id: '1', source: { kind: 'secret' } }, onDidChange: () => ({ dispose() {} }) },
    clock,
    windowId: 'a',
    onError: (error) => {
      throw error;
    },
  });
}
