import { resetModule } from './fakeVscode.js';

/** Runs before each file of a worker that runs several: none finds what another one left. */
resetModule();
