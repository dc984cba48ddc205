import { ensureModules, ensureVsCode } from './ensure.mjs';
import { launch } from './launch.mjs';

ensureModules();
ensureVsCode();
launch('../bench/main.mts', process.argv.slice(2));
