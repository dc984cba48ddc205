import { ensureChromium, ensureModules, ensureVsCode } from './ensure.mjs';
import { launch } from './launch.mjs';

ensureModules();
ensureVsCode();
ensureChromium();
launch('../bench/main.mts', process.argv.slice(2));
