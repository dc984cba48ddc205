import type { Locator, Page } from 'playwright-core';

/** A modal dialog. */
export class Modal {
  readonly root: Locator;

  constructor(page: Page) {
    this.root = page.locator('.monaco-dialog-box');
  }

  /** Waits for a dialog with this text and returns all of its text. */
  async read(text: string | RegExp): Promise<string> {
    const dialog = this.root.filter({ hasText: text });
    await dialog.waitFor();
    return dialog.innerText();
  }

  /** Presses a button and waits until the dialog is closed. The next one may be open by then. */
  async press(button: string): Promise<void> {
    const pressed = await this.root.getByRole('button', { name: button, exact: true }).elementHandle();
    await pressed?.click();
    await pressed?.waitForElementState('hidden');
  }
}
