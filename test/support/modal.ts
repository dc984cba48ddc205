import type { Locator, Page } from 'playwright-core';

/** A dialog that covers the window. */
export class Modal {
  readonly root: Locator;

  constructor(page: Page) {
    this.root = page.locator('.monaco-dialog-box');
  }

  /** Waits for a dialog with this text and answers all that it says. */
  async read(text: string | RegExp): Promise<string> {
    const dialog = this.root.filter({ hasText: text });
    await dialog.waitFor();
    return dialog.innerText();
  }

  async press(button: string): Promise<void> {
    await this.root.getByRole('button', { name: button, exact: true }).click();
    await this.root.waitFor({ state: 'hidden' });
  }
}
