import { ensureChromium, ensureModules, ensureVsCode } from './ensure.mjs';
import { launch } from './launch.mjs';

ensureModules();
ensureVsCode();
ensureChromium();
launch('mutants.mts', process.argv.slice(2));
