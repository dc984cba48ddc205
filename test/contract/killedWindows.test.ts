import { expect, test } from 'vitest';
import { createRandom } from '../support/schedule/makeSchedule.js';
import { runKills } from '../support/store/killRun.js';

const [count, kills] = [400, 3] as const;
/** So many uploads may be under way in a window. */
const mostInFlight = 192;

test('windows killed while publishing lose nothing and repeat only running work', async () => {
  const random = createRandom(7);
  const end = await runKills(count, kills, () => 700 + 900 * random());
  expect(end).toMatchObject({ missing: 0, stuck: [] });
  expect(end.heads + end.repeatedPuts).toBeLessThanOrEqual(2 * mostInFlight * end.kills);
  expect(end.repeatedRefreshCalls).toBeLessThanOrEqual(end.kills);
});
