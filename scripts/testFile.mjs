import { ensureModules } from './ensure.mjs';
import { launch } from './launch.mjs';

ensureModules();
launch('testFile.mts', process.argv.slice(2));
