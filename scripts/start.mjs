import { ensureChromium, ensureModules, ensureVsCode } from './ensure.mjs';
import { launch } from './launch.mjs';

const args = process.argv.slice(2);
ensureModules();
ensureVsCode();
if (args.includes('--walk')) ensureChromium();
launch(args.includes('--walk') ? 'walk.mts' : 'start.mts', args);
