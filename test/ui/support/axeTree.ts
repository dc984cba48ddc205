import type { Page } from 'playwright-core';
import { loadAxe, runAxe } from './pageStage.js';

/** What is wrong with the rows of trees that are in sight: by axe-core, and those that are not read with all that they show. */
export async function findTreeProblems(page: Page): Promise<readonly string[]> {
  await loadAxe(page);
  const found = await runAxe(page, '.pane:has(.monaco-list-row) .pane-body');
  // VS Code puts no space between the label and the description of a row, so axe does not find the one in the other.
  const broken = found.filter((problem) => !problem.startsWith('label-content-name-mismatch'));
  const rows = await page.locator('.pane-body .monaco-list-row[role="treeitem"]').evaluateAll(readRows);
  if (rows.length === 0) return ['no rows'];
  const unread = rows.filter(({ name, text }) => text === '' || !name.includes(text));
  return [...broken, ...unread.map(({ name, text }) => `"${text}" is read as "${name}"`)];
}

/** The text and the accessible name of each row; spaces differ between the two. */
function readRows(rows: readonly { getAttribute(name: string): string | null; readonly textContent: string | null }[]) {
  const bare = (text: string | null) => (text ?? '').replace(/[\s,，·:：]/g, '');
  return rows.map((row) => ({ name: bare(row.getAttribute('aria-label')), text: bare(row.textContent) }));
}
