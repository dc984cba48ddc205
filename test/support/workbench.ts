import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { Browser } from './browser.js';
import { Modal } from './modal.js';
import { exactly, QuickPick } from './quickPick.js';

/** The longest wait for the window, ms. */
export const patienceMs = 60_000;

/** The longest wait for a step of the vendor, which includes the vendor's own waits, ms. */
export const stepPatience = { timeout: 120_000 };

/** A VS Code window, operated by keyboard and mouse. */
export class Workbench {
  readonly pick: QuickPick;
  readonly modal: Modal;
  stepPatience = stepPatience;

  constructor(readonly page: Page) {
    page.setDefaultTimeout(patienceMs);
    this.pick = new QuickPick(page);
    this.modal = new Modal(page);
  }

  /** Opens a window and waits until its extensions may run. */
  static async open(browser: Browser, url: string): Promise<Workbench> {
    const workbench = new Workbench(await browser.newPage());
    await workbench.goto(url);
    return workbench;
  }

  /** Waits without end from now on; the caller has a deadline of its own. */
  waitWithoutEnd(): void {
    this.page.setDefaultTimeout(0);
    this.stepPatience = { timeout: 0 };
  }

  async goto(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
    await this.page.locator('.explorer-folders-view .monaco-list, .explorer-empty-view').first().waitFor();
  }

  /** Opens a view container by its icon, unless its side bar is already open. */
  async openContainer(title: string): Promise<void> {
    const icon = this.page.locator(`.activitybar .action-item:has(a[aria-label^="${title}"])`).first();
    await icon.waitFor();
    if (!(await icon.getAttribute('class'))?.split(' ').includes('checked')) await icon.click();
  }

  /**
   * Runs a command by its exact title in the command palette. VS Code gives a tree that it has just redrawn the focus
   * back, which closes a palette that opened meanwhile, so it is opened again.
   */
  async runCommand(title: string): Promise<void> {
    const [timeout, deadline] = [5_000, Date.now() + patienceMs];
    for (;;) {
      await this.page.keyboard.press('F1');
      try {
        await this.pick.input.fill(`>${title}`, { timeout });
        return await this.pick.choose(title, timeout);
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
    }
  }

  /** A view of the side bar, by its title. */
  view(title: string): View {
    return new View(this.page.locator(`.pane:has(> .pane-header[aria-label^="${title}"])`));
  }

  /** The content of the front webview. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready:visible').frameLocator('#active-frame');
  }

  /** The status bar item with this text. */
  statusItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text });
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text });
  }

  /** Presses a button of the notification with this text. */
  pressNotification(text: string | RegExp, button: string): Promise<void> {
    return this.notification(text).getByRole('button', { name: button }).click();
  }

  /** Opens a file of the workspace through Go to File. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.pick.input.waitFor();
    await this.pick.type(name);
    // Enter takes the focused row, which is another file until the list is filtered.
    await this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: name }).waitFor();
    await this.page.keyboard.press('Enter');
    await this.tab(name).and(this.page.locator('.active')).waitFor();
  }

  tab(name: string): Locator {
    return this.page.locator(`.tabs-container .tab[data-resource-name="${name}"], .tabs-container .tab`, {
      hasText: name,
    });
  }

  /** Replaces the text of the front editor by typing. Of a comparison, that is the one at the right. */
  async replaceText(text: string): Promise<void> {
    await this.page.locator('.editor-group-container.active .monaco-editor .view-lines').last().click();
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.insertText(text);
  }

  /** Saves the front editor with Ctrl+S. */
  async save(): Promise<void> {
    await this.page.keyboard.press('Control+S');
  }

  readClipboard(): Promise<string> {
    return this.page.evaluate<string>('navigator.clipboard.readText()');
  }

  async screenshot(path: string): Promise<void> {
    // The picture is taken after pickers and notifications have faded.
    await this.page.screenshot({ path, animations: 'disabled' });
  }
}

/** A view of the side bar: a tree, or a welcome text while the tree is empty. */
export class View {
  /** With `submenu`, menu entries of rows are in the submenu of that name. */
  constructor(
    readonly root: Locator,
    private readonly submenu?: string,
  ) {}

  rows(): Locator {
    return this.root.locator('.monaco-list-row[role="treeitem"]');
  }

  /** The row with exactly this label. */
  row(label: string): Locator {
    return this.rows().filter({ has: this.root.page().locator('.label-name', { hasText: exactly(label) }) });
  }

  /** The row of a step, once its accessible label says that it is done. */
  doneRow(step: string, done: string): Locator {
    return this.rowRead(`${step}, ${done}`);
  }

  /** The row whose accessible label begins with this, for rows with the same name. */
  rowRead(start: string): Locator {
    return this.root.locator(`[role="treeitem"][aria-label^="${start}"]`);
  }

  /** Expands a row and waits for it. */
  async expand(which: string | Locator): Promise<void> {
    const row = typeof which === 'string' ? this.row(which) : which;
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) !== 'true') await row.locator('.monaco-tl-twistie').click();
    await row.and(this.root.page().locator('[aria-expanded="true"]')).waitFor();
  }

  /** Collapses a row. */
  async collapse(label: string): Promise<void> {
    const row = this.row(label);
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) === 'true') await row.locator('.monaco-tl-twistie').click();
    await row.and(this.root.page().locator('[aria-expanded="false"]')).waitFor();
  }

  /** Clicks an inline action of a row, which is visible while the mouse is over it. */
  async pressInline(label: string, action: string): Promise<void> {
    const row = this.row(label);
    await row.hover();
    await row.locator(`.actions .action-label[aria-label^="${action}"]`).click();
  }

  /** Drops local files on a row, like a drag from the Explorer. */
  async drop(label: string, paths: readonly string[]): Promise<void> {
    const page = this.root.page();
    const list = paths.map((path) => `vscode-remote://${new URL(page.url()).host}${encodeURI(path)}`).join('\r\n');
    const fill = `transfer.setData('text/uri-list', ${JSON.stringify(list)})`;
    const dataTransfer = await page.evaluateHandle(`((transfer) => (${fill}, transfer))(new DataTransfer())`);
    for (const event of ['dragenter', 'dragover', 'drop']) await this.row(label).dispatchEvent(event, { dataTransfer });
  }

  /** Waits until the context menu of a row has an entry. An open menu does not update, so it is reopened. */
  async menuOffers(label: string, item: string): Promise<void> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const offered = await (await this.openMenu(label)).filter({ hasText: item }).count();
      await this.closeMenu();
      if (offered > 0) return;
      if (Date.now() > deadline) throw new Error(`The menu of ${label} has no ${item}`);
    }
  }

  /** Chooses from the context menu of a row. Reopens the menu if VS Code closes it after a layout change. */
  async chooseFromMenu(label: string, item: string, submenu = this.submenu): Promise<void> {
    const [page, timeout, deadline] = [this.root.page(), 5_000, Date.now() + patienceMs];
    for (const menu = page.locator('.monaco-menu').first(); ; ) {
      try {
        const entry = (await this.openMenu(label, submenu)).filter({ hasText: item }).first();
        // A click right after opening would count as the end of the opening click. The focus shows that the menu is ready.
        await entry.hover({ timeout });
        await entry.and(page.locator('.focused')).waitFor({ timeout });
        await entry.press('Enter', { timeout });
        return await menu.waitFor({ state: 'hidden' });
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await this.closeMenu();
      }
    }
  }

  /** Opens the context menu of a row, and the submenu if any; returns the entries. */
  async openMenu(label: string, name = this.submenu): Promise<Locator> {
    const page = this.root.page();
    await this.row(label).click({ button: 'right' });
    const entries = page.locator('.monaco-menu .action-item');
    await entries.first().waitFor();
    const submenu = entries.filter({ hasText: name ?? '' }).first();
    if (name === undefined || (await submenu.count()) === 0) return entries;
    await submenu.hover();
    await submenu.and(page.locator('.focused')).waitFor();
    await page.keyboard.press('ArrowRight');
    const below = page.locator('.monaco-submenu .action-item');
    await below.first().waitFor();
    return below;
  }

  /** Closes a context menu and its submenus. */
  async closeMenu(): Promise<void> {
    const page = this.root.page();
    const menus = page.locator('.monaco-menu, .monaco-submenu');
    for (let open = await menus.count(); open > 0; open = await menus.count()) await page.keyboard.press('Escape');
  }

  /** A button of the welcome text. */
  button(text: string): Locator {
    return this.root.locator('.welcome-view').getByRole('button', { name: text });
  }
}
