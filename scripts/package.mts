import { packageExtension } from '../test/support/package.js';
import { measurePackage, requireSizes } from './packageSizes.mjs';

const vsix = packageExtension();
requireSizes(measurePackage(vsix));
console.log(vsix);
