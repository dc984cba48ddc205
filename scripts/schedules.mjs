import { ensureModules } from './ensure.mjs';
import { launch } from './launch.mjs';

ensureModules();
launch('schedules.mts', process.argv.slice(2));
