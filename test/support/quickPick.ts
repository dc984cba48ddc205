import type { Locator, Page } from 'playwright-core';

/** The front quick pick or input box. */
export class QuickPick {
  readonly root: Locator;
  readonly input: Locator;

  constructor(private readonly page: Page) {
    this.root = page.locator('.quick-input-widget:visible');
    this.input = this.root.locator('.quick-input-filter input');
  }

  /** Waits for a question with this title. */
  async titled(title: string | RegExp): Promise<void> {
    await this.root.locator('.quick-input-title', { hasText: title }).waitFor();
  }

  rows(): Locator {
    return this.root.locator('.quick-input-list .monaco-list-row');
  }

  /** The visible labels, from the top. */
  async labels(): Promise<readonly string[]> {
    return (await this.rows().locator('.label-name').allInnerTexts()).map((label) => label.trim());
  }

  async type(text: string): Promise<void> {
    await this.input.fill(text);
  }

  /** Clicks the row with exactly this label. */
  async choose(label: string, timeout?: number): Promise<void> {
    // If the mouse stayed at the last answer, the next picker would show a hover over its rows.
    await this.page.mouse.move(0, 0);
    await this.row(label)
      .first()
      .click(timeout === undefined ? {} : { timeout });
  }

  /** The row with exactly this label. */
  row(label: string): Locator {
    return this.rows().filter({ has: this.page.locator('.label-name', { hasText: exactly(label) }) });
  }

  /** The text of all rows, including those out of view. The active row stays active. Notes may precede it. */
  async readRows(): Promise<string> {
    const focused = this.root.locator('.quick-input-list .monaco-list-row.focused');
    const at = Number(await focused.getAttribute('data-index'));
    const active = focused.and(this.page.locator(`[data-index="${at}"]`));
    const top = await this.rows().allInnerTexts();
    for (let index = 0; index <= at; index++) await this.input.press('ArrowUp');
    await focused.and(this.page.locator('[data-last-element="true"]')).waitFor();
    const bottom = await this.rows().allInnerTexts();
    for (let index = 0; index <= at; index++) await this.input.press('ArrowDown');
    await active.waitFor();
    return [...new Set([...top, ...bottom])].join('\n');
  }

  /** Closes the quick pick without an answer. */
  async leave(): Promise<void> {
    // A picker appears before it has the focus, and a closing menu may take it away; a key would go elsewhere.
    await this.input.click();
    await this.root.locator('input:focus').waitFor();
    await this.page.keyboard.press('Escape');
    await this.root.waitFor({ state: 'hidden' });
  }

  /** Answers an input box. */
  async answer(text: string): Promise<void> {
    // The previous list may still be open, and would use the text as its filter.
    await this.root.locator('.quick-input-list').waitFor({ state: 'hidden' });
    await this.type(text);
    await this.page.keyboard.press('Enter');
  }
}

/** Matches exactly this text, apart from surrounding white space. */
export function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
