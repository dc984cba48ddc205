import { packageExtension } from '../test/support/package.js';

console.log(packageExtension());
