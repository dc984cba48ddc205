import { parseArgs } from 'node:util';
import { ensureModules } from './ensure.mjs';
import { launch } from './launch.mjs';

const { values } = parseArgs({ options: { count: { type: 'string', default: '100000' }, seed: { type: 'string' } } });
process.env.FUZZ_COUNT = values.count;
if (values.seed !== undefined) process.env.FUZZ_SEED = values.seed;
ensureModules();
launch('test.mts', ['--only=unit', '--file=fuzz']);
