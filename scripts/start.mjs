import { ensureChromium, ensureModules, ensureVsCode } from './ensure.mjs';
import { launch } from './launch.mjs';

const args = process.argv.slice(2);
ensureModules();
ensureVsCode();
const isWalk = args.some((arg) => arg === '--walk' || arg.startsWith('--walk='));
if (isWalk) ensureChromium();
launch(isWalk ? 'walk.mts' : 'start.mts', args);
