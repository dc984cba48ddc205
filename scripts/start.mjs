import { ensureChromium, ensureModules, ensurePebble, ensureVsCode } from './ensure.mjs';
import { launch } from './launch.mjs';

const args = process.argv.slice(2);
ensureModules();
const isWalk = args.some((arg) => arg === '--walk' || arg.startsWith('--walk='));
const isDebug = args.includes('--debug');
if (!args.some((arg) => arg === '--desktop' || arg.startsWith('--desktop='))) ensureVsCode();
if (isWalk) ensureChromium();
if (!isWalk || args.includes('--walk=6')) ensurePebble();
launch(isWalk ? 'walk.mts' : isDebug ? 'debug.mts' : 'start.mts', args);
