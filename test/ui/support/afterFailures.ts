import { beforeEach } from 'vitest';
import { clearFront } from '../../support/uiRun.js';

// Registered before those of each file, so that it runs after them: a picture of the failure shows what was open.
beforeEach(({ onTestFailed }) => onTestFailed(() => clearFront()));
