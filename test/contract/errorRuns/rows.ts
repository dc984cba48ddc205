import { bindingRows } from './binding.js';
import { domainRows } from './domain.js';
import { ownershipRows } from './ownership.js';
import { recordRows } from './records.js';
import type { RunRow } from './row.js';
import { settingRows } from './settings.js';
import { uploadRows } from './upload.js';

/** Every code that stops an onboarding after our own checks, at each step where it does. */
export const runRows: readonly RunRow[] = [
  ...uploadRows,
  ...ownershipRows,
  ...domainRows,
  ...recordRows,
  ...bindingRows,
  ...settingRows,
];
