import type { Page } from 'playwright-core';
import { loadAxe, runAxe } from './pageStage.js';

/** What is wrong with the rows of trees that are in sight: by axe-core, and those that are not read with all that they show. */
export async function findTreeProblems(page: Page): Promise<readonly string[]> {
  const found = await findIn(page, '.pane:has(.monaco-list-row) .pane-body');
  // VS Code puts no space between the label and the description of a row, so axe does not find the one in the other.
  const broken = found.filter((problem) => !problem.startsWith('label-content-name-mismatch'));
  const rows = await page.locator('.pane-body .monaco-list-row[role="treeitem"]').evaluateAll(readRows);
  if (rows.length === 0) return ['no rows'];
  const unread = rows.filter(({ name, texts }) => texts.length === 0 || texts.some((text) => !name.includes(text)));
  return [...broken, ...unread.map(({ name, texts }) => `"${texts.join(' ')}" is read as "${name}"`)];
}

/** What VS Code itself breaks in its lists and walkthroughs, whatever an extension puts there: states on roles without them, buttons in buttons, and labels that it composes. */
const ofEditor = ['aria-allowed-attr', 'nested-interactive', 'label-content-name-mismatch'];

/** The rules of axe-core that are broken in a part of the window and that an extension can keep, each with the element. */
export async function findOwnProblems(page: Page, within: string): Promise<readonly string[]> {
  const found = await findIn(page, within);
  return found.filter((problem) => !ofEditor.some((rule) => problem.startsWith(`${rule}:`)));
}

/** The rules of axe-core that are broken in a part of the window, each with the element. */
async function findIn(page: Page, within: string): Promise<readonly string[]> {
  await loadAxe(page);
  return runAxe(page, within);
}

interface Row {
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): ArrayLike<{ readonly textContent: string | null }>;
}

/** The label and the description of each row, between which a language may put words, and its accessible name; spaces differ. */
function readRows(rows: readonly Row[]) {
  const bare = (text: string | null) => (text ?? '').replace(/[\s,，·:：]/g, '');
  return rows.map((row) => ({
    name: bare(row.getAttribute('aria-label')),
    texts: Array.from(row.querySelectorAll('.label-name, .label-description'), ({ textContent }) =>
      bare(textContent),
    ).filter((text) => text !== ''),
  }));
}
