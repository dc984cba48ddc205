import { ensureModules } from './ensure.mjs';
import { launch } from './launch.mjs';

ensureModules();
launch('test.mts', ['--quick', ...process.argv.slice(2)]);
