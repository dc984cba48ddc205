import { parseArgs } from 'node:util';
import { runVitest } from './tools.mjs';

const { values } = parseArgs({ options: { count: { type: 'string', default: '100000' }, seed: { type: 'string' } } });
const seed = values.seed ?? String(Date.now() & 0x7fff_ffff);
console.log(`Seed ${seed}, ${values.count} inputs for each reader`);
runVitest(['--project', 'unit*', 'fuzz'], { FUZZ_COUNT: values.count, FUZZ_SEED: seed });
