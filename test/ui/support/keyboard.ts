import type { Locator } from 'playwright-core';
import type { Modal } from '../../support/modal.js';
import type { QuickPick } from '../../support/quickPick.js';
import type { View } from '../../support/workbench.js';

/** More rows than any list of these tests has. */
const most = 80;

/** Opens the row of a tree whose accessible label begins with this: from the top with the arrow keys, then Enter. */
export async function openByKeys(view: View, start: string): Promise<void> {
  const { keyboard } = view.root.page();
  await view.rowRead(start).waitFor();
  await view.root.locator('.monaco-list').focus();
  await keyboard.press('Home');
  await walk(view.root.locator('.monaco-list-row.focused'), 'ArrowDown', async (row) =>
    (await row.getAttribute('aria-label'))?.startsWith(start),
  );
  await keyboard.press('Enter');
}

/** Chooses the row of a quick pick with this label: with the arrow keys, then Enter. */
export async function chooseByKeys(pick: QuickPick, label: string): Promise<void> {
  const { keyboard } = pick.root.page();
  await pick.row(label).first().waitFor();
  const focused = pick.root.locator('.quick-input-list .monaco-list-row.focused');
  await walk(
    focused,
    'ArrowDown',
    async (row) => (await row.locator('.label-name').first().innerText()).trim() === label,
  );
  await keyboard.press('Enter');
}

/** Presses the button of a modal: with Tab, then Enter. */
export async function pressByKeys(modal: Modal, button: string): Promise<void> {
  const { keyboard } = modal.root.page();
  const focused = modal.root.locator('.monaco-button:focus');
  await walk(focused, 'Tab', async (each) => (await each.innerText()).trim() === button);
  await keyboard.press('Enter');
  await modal.root.waitFor({ state: 'hidden' });
}

/** Presses a key until what has the focus is what is looked for. */
async function walk(
  focused: Locator,
  key: string,
  isMeant: (focused: Locator) => Promise<boolean | undefined>,
): Promise<void> {
  for (let at = 0; at < most; at++) {
    await focused.waitFor();
    if (await isMeant(focused)) return;
    await focused.page().keyboard.press(key);
  }
  throw new Error(`${key} leads nowhere`);
}
