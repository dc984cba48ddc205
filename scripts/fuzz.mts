import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { count: { type: 'string', default: '100000' }, seed: { type: 'string' } } });
process.env.FUZZ_COUNT = values.count;
process.env.FUZZ_SEED = values.seed ?? String(Date.now() & 0x7fff_ffff);
// The output of a stage that passes is not shown.
console.log(`Seed ${process.env.FUZZ_SEED}, ${values.count} inputs for each reader`);
process.argv = [...process.argv.slice(0, 2), '--only=unit', '--file=fuzz'];
await import('./test.mjs');
