import { ensureModules } from './ensure.mjs';
import { launch } from './launch.mjs';

ensureModules();
launch('releaseCheck.mts', []);
