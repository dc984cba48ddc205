import { ensureChromium, ensureModules, ensureVsCode } from './ensure.mjs';
import { launch } from './launch.mjs';

const args = process.argv.slice(2);
ensureModules();
ensureVsCode(args.includes('--oldest') ? 'oldest' : 'current');
ensureChromium();
launch('test.mts', args);
