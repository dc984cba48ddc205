import { ensureChromium, ensureModules, ensureVsCode } from './ensure.mjs';
import { launch } from './launch.mjs';

// Tells the test that compares the texts of the pictures to make both again.
process.env.OSS_CDN_PICTURES = 'write';
ensureModules();
ensureVsCode();
ensureChromium();
launch('test.mts', ['--only=package,ui', '--file=ui/pictures']);
