import { expect, test } from 'vitest';
import type { Completion } from '../../../../../src/core/publishing/publishStore.js';
import { Signal } from '../../../../../src/core/signal.js';
import { RecentWork } from '../../../../../src/features/publishing/state/recentWork.js';
import { resultText } from '../../../../../src/features/publishing/status/recentRows.js';
import { entryOf } from '../../../../contract/conformance/storeFixture.js';

test('what this window has finished for another workspace is not among its recent work', () => {
  const finished = new Signal<Completion>();
  const recentWork = new RecentWork({ now: () => 0 });
  const isHere = ({ workspaceRoot }: { workspaceRoot: string }) => workspaceRoot === '/here';
  const following = recentWork.followPublisher({ onDidFinish: finished.event, isHere });
  for (const workspaceRoot of ['/here', '/elsewhere'])
    finished.fire({
      publication: { ...entryOf('a').publication, workspaceRoot, label: workspaceRoot },
      as: 'fresh',
      version: 1,
      at: 1,
    });
  expect(recentWork.results.map(({ label }) => label)).toEqual(['/here']);
  following.dispose();
  recentWork.dispose();
});

test('a file that no domain serves yet is shown as uploaded', () => {
  const recentWork = new RecentWork({ now: () => 0 });
  recentWork.addCompletion({ publication: entryOf('a').publication, as: 'unserved', version: 1, at: 1 });
  const [result] = recentWork.results;
  expect(result && resultText(result, 1)).toMatch(/^uploaded at .+, no domain of the mapping is on CDN yet$/);
  recentWork.dispose();
});
