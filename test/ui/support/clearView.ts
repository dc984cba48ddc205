import type { View, Workbench } from '../../support/workbench.js';

/** Closes the notifications of earlier tests, so that a picture shows only those of its own test. */
export function clearNotifications(workbench: Workbench): Promise<void> {
  return workbench.runCommand('Notifications: Clear All Notifications');
}

/**
 * Clears the selection of a tree by a click below its rows, and moves the mouse to the editor. The actions of a row
 * that is selected or under the mouse hide the end of its text.
 */
export async function leaveTree(view: View): Promise<void> {
  const list = view.root.locator('.monaco-list').first();
  const { height = 0 } = (await list.boundingBox()) ?? {};
  await list.click({ position: { x: 100, y: height - 8 } });
  await list.locator('.monaco-list-row.selected').waitFor({ state: 'detached' });
  await leaveRows(view);
}

/** Moves the mouse to the editor. */
export async function leaveRows(view: View): Promise<void> {
  const page = view.root.page();
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  await page.mouse.move(width * 0.6, height / 2);
}
