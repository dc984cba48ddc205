import type { Locator, Page } from 'playwright-core';

/** The quick pick or input box on top of the window. */
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

  /** The labels that are in sight, from the top. */
  async labels(): Promise<readonly string[]> {
    return (await this.rows().locator('.label-name').allInnerTexts()).map((label) => label.trim());
  }

  async type(text: string): Promise<void> {
    await this.input.fill(text);
  }

  /** Clicks the row whose label is exactly this. */
  async choose(label: string): Promise<void> {
    // Left where the last question was answered, the mouse has the next one shown a hover, over its rows.
    await this.page.mouse.move(0, 0);
    await this.row(label).first().click();
  }

  /** The row with exactly this label. */
  row(label: string): Locator {
    return this.rows().filter({ has: this.page.locator('.label-name', { hasText: exactly(label) }) });
  }

  /** All that the rows say, also those that are out of sight at first; the row that is active stays so. Notes may be before it. */
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

  /** Closes it without an answer. */
  async leave(): Promise<void> {
    // A picker shows before it has the focus, and a menu that closes may take it away: a key would go elsewhere.
    await this.input.click();
    await this.root.locator('input:focus').waitFor();
    await this.page.keyboard.press('Escape');
    await this.root.waitFor({ state: 'hidden' });
  }

  /** Answers an input box. */
  async answer(text: string): Promise<void> {
    // The list that was before it may still be there, and would take the text as its filter.
    await this.root.locator('.quick-input-list').waitFor({ state: 'hidden' });
    await this.type(text);
    await this.page.keyboard.press('Enter');
  }
}

/** Matches a text as a whole, with the space around it. */
export function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
