import { ensureChromium, ensureModules, ensurePebble, ensureVsCode } from './ensure.mjs';
import { launch } from './launch.mjs';

const args = process.argv.slice(2);
ensureModules();
ensureVsCode(args.includes('--oldest') ? 'oldest' : 'current');
ensureChromium();
ensurePebble();
launch('test.mts', args);
