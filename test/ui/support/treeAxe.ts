import type { Page } from 'playwright-core';
import { loadAxe, runAxe } from './pageStage.js';

/** What axe finds in the trees of the side bar. VS Code puts no space between the label and the description of a row, so axe does not find the one in the other. */
export async function findInTrees(page: Page): Promise<readonly string[]> {
  return (await findIn(page, '.pane:has(.monaco-list-row) .pane-body')).filter(
    (problem) => !problem.startsWith('label-content-name-mismatch'),
  );
}

/** What axe finds in a part of the window. */
async function findIn(page: Page, within: string): Promise<readonly string[]> {
  await loadAxe(page);
  return runAxe(page, within);
}
