import { ensureModules, ensureVsCode } from './ensure.mjs';
import { launch } from './launch.mjs';

ensureModules();
// An extension never runs on the Node of a terminal, and another version is another engine: what is measured runs on the editor's.
launch('../bench/main.mts', process.argv.slice(2), ensureVsCode().node);
