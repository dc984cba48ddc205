import { ViewColumn, type WebviewPanel, window } from 'vscode';
import { safeLine } from '../plainText.js';

/** Makes the panel of a page, whose title is safe to read. */
export function createPage(viewType: string, title: string): WebviewPanel {
  return window.createWebviewPanel(viewType, safeLine(title), ViewColumn.Active);
}
