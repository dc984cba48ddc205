import { ensureModules } from './ensure.mjs';
import { launch } from './launch.mjs';

ensureModules();
launch('../bench/main.mts', process.argv.slice(2));
