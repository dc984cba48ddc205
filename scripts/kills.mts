import { parseArgs } from 'node:util';
import { runKills } from '../test/support/store/killRun.js';

/** Publishes many files from windows that are killed repeatedly. Prints how much was lost and how much was sent twice. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '100000' },
      kills: { type: 'string', default: '10' },
      life: { type: 'string', default: '10000' },
    },
  });
  const life = Number(values.life);
  const end = await runKills(Number(values.count), Number(values.kills), () => life * (0.3 + 1.4 * Math.random()));
  console.log(end);
  const isGood = end.missing === 0 && end.stuck.length === 0 && end.repeatedRefreshCalls <= end.kills;
  process.exitCode = isGood ? 0 : 1;
}

void main();
