import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runVitest } from './tools.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    sockets: { type: 'string', default: '0' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    /** Shows all that happens in the schedule of the seed. */
    trace: { type: 'boolean', default: false },
  },
});
const { seed, trace } = values;
const [count, sockets] = trace ? ['1', '0'] : [values.count, values.sockets];
console.log(`Seeds from ${seed}: ${count} schedules in memory, ${sockets} over sockets`);
const files = ['engine/schedules.test.ts', ...(sockets === '0' ? [] : ['publishingSchedules.test.ts'])];
runVitest(['--project', 'unit*', '--project', 'contract', '--disable-console-intercept', ...files], {
  SCHEDULE_SEED: seed,
  SCHEDULE_COUNT: count,
  SCHEDULE_SOCKETS: sockets,
  ...(trace && { SCHEDULE_TRACE: '1' }),
});
