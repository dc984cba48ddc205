import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runVitest } from './tools.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    sockets: { type: 'string', default: '0' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    /** Prints all events of the one schedule that the seed names. */
    trace: { type: 'boolean', default: false },
  },
});
const { seed, trace } = values;
const [count, sockets] = trace ? ['1', '0'] : [values.count, values.sockets];
console.log(`Seeds from ${seed}: ${count} schedules in memory, ${sockets} over sockets`);
const files = ['engine/schedules.test.ts', ...(sockets === '0' ? [] : ['publishingSchedules.test.ts'])];
runVitest([...files, '--project', 'unit*', '--project', 'contract', '--disableConsoleIntercept=true'], {
  SCHEDULE_SEED: seed,
  SCHEDULE_COUNT: count,
  SCHEDULE_SOCKETS: sockets,
  ...(trace && { SCHEDULE_TRACE: '1' }),
});
