import { requestsAtOnce } from '../../src/core/concurrency/adaptiveGate.js';

// Replaces the limits of the publishing code by a fixed one, if this contender has one. Imported first, since other files copy the limits.
const [, , , atOnce = ''] = process.argv.slice(2);
if (atOnce !== '') Object.assign(requestsAtOnce, { start: Number(atOnce), most: Number(atOnce) });
