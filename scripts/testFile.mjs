import { ensureModules } from './ensure.mjs';
import { launchNode } from './launch.mjs';

/** The tests of the file that is named: of a source file those of the same path. Without limits of time, since a debugger may hold them. */
const [file = ''] = process.argv.slice(2);
const tests = file.replaceAll('\\', '/').replace(/^src\/(.*)\.ts$/, 'test/unit/$1.test.ts');
ensureModules();
launchNode(['node_modules/vitest/vitest.mjs', 'run', tests, '--testTimeout=0', '--hookTimeout=0']);
