import { setHomePage } from './changes/rootFixes.js';
import { chooseDomainToVerify } from './chooseDomainToVerify.js';
import { VerificationPanel } from './panel.js';

/** The page with the diagnosis behind it, and its commands, in an output file of its own that is loaded with the first of them. */
export { chooseDomainToVerify, setHomePage, VerificationPanel };
