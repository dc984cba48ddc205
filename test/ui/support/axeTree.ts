import type { Page } from 'playwright-core';
import { loadAxe, runAxe } from './pageStage.js';

/** Lists accessibility problems of the visible rows of trees: violations that axe-core finds, and rows whose accessible name lacks a visible text. */
export async function findTreeProblems(page: Page): Promise<readonly string[]> {
  const found = await findIn(page, '.pane:has(.monaco-list-row) .pane-body');
  // VS Code puts no space between the label and the description of a row, so axe does not find the visible text in the accessible name.
  const broken = found.filter((problem) => !problem.startsWith('label-content-name-mismatch'));
  const rows = await page.locator('.pane-body .monaco-list-row[role="treeitem"]').evaluateAll(readRows);
  if (rows.length === 0) return ['no rows'];
  const unread = rows.filter(({ name, texts }) => texts.length === 0 || texts.some((text) => !name.includes(text)));
  return [...broken, ...unread.map(({ name, texts }) => `"${texts.join(' ')}" is read as "${name}"`)];
}

/**
 * Rules that VS Code itself breaks in its lists and walkthroughs, whatever an extension shows there: states on roles
 * without them, nested buttons, and labels that VS Code composes.
 */
const ofEditor = ['aria-allowed-attr', 'nested-interactive', 'label-content-name-mismatch'];

/** Lists the axe-core violations in a part of the window that an extension can avoid, each with its element. */
export async function findOwnProblems(page: Page, within: string): Promise<readonly string[]> {
  const found = await findIn(page, within);
  return found.filter((problem) => !ofEditor.some((rule) => problem.startsWith(`${rule}:`)));
}

/** Lists all axe-core violations in a part of the window, each with its element. */
async function findIn(page: Page, within: string): Promise<readonly string[]> {
  await loadAxe(page);
  return runAxe(page, within);
}

interface Row {
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): ArrayLike<{ readonly textContent: string | null }>;
}

/** Reads the label, the description and the accessible name of each row. Spaces and separators are removed, since languages differ in them. */
function readRows(rows: readonly Row[]) {
  const bare = (text: string | null) => (text ?? '').replace(/[\s,，·:：]/g, '');
  return rows.map((row) => ({
    name: bare(row.getAttribute('aria-label')),
    texts: Array.from(row.querySelectorAll('.label-name, .label-description'), ({ textContent }) =>
      bare(textContent),
    ).filter((text) => text !== ''),
  }));
}
