import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { root } from '../../../scripts/ensure.mjs';
import { setTheme } from '../../support/theme.js';
import type { UiRun } from '../../support/uiRun.js';

const folder = join(root, 'docs/pictures');
const isWriting = process.env.OSS_CDN_PICTURES === 'write';

/** A picture of the documents: what of the window is in it, whose text is compared (all of it unless said), and where its theme shows when that is drawn later than the window. */
export interface Picture {
  readonly name: string;
  readonly of: Locator;
  readonly text?: Locator;
  readonly body?: Locator;
}

/** Compares the text that a picture shows with the one stored beside it; `npm run pictures` makes both again, in light and dark. */
export async function checkPicture(
  ui: UiRun,
  language: string,
  { name, of, text: part, body }: Picture,
): Promise<void> {
  const file = join(folder, `${name}-${language}.txt`);
  const readText = async () => `${(await readLines(part ?? of)).join('\n')}\n`;
  if (!isWriting) return expect.poll(readText, { message: 'npm run pictures' }).toBe(readFileSync(file, 'utf8'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, await readText());
  for (const theme of ['light', 'dark'] as const) {
    await setTheme(ui, theme);
    await body?.and(ui.workbench.webview().locator(`.vscode-${theme}`)).waitFor();
    const path = join(folder, `${name}-${theme}-${language}.png`);
    await of.screenshot({ path, animations: 'disabled' });
  }
}

/** The lines in sight, without what differs from run to run: times, durations, ports and ids. */
async function readLines(of: Locator): Promise<readonly string[]> {
  const rows = of.locator('.monaco-list-row[role="treeitem"]');
  // A list keeps its rows in the order in which they were drawn first.
  const drawn = await rows.evaluateAll((all) =>
    all.map((row) => ({ at: Number(row.getAttribute('data-index')), text: row.textContent ?? '' })),
  );
  const texts =
    drawn.length > 0 ? drawn.toSorted((a, b) => a.at - b.at).map(({ text }) => text) : [await of.innerText()];
  return texts
    .flatMap((text) => text.split('\n'))
    .map((line) =>
      line
        .replace(/[0-9A-F-]{36}/gi, '#')
        .replace(/\d+( [AP]M)?/g, '#')
        .trim(),
    )
    .filter((line) => line !== '');
}
