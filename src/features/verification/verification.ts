import { setHomePage } from './changes/rootFixes.js';
import { chooseDomainToVerify } from './chooseDomainToVerify.js';
import { VerificationPanel } from './panel.js';

/** The page, its diagnosis and its commands. Their output file is loaded with the first of them. */
export { chooseDomainToVerify, setHomePage, VerificationPanel };
