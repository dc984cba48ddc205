import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UiRun } from './uiRun.js';

/** The four kinds of theme: the settings id and the workbench class. */
export const themes = {
  dark: { id: 'Dark Modern', className: 'vs-dark' },
  light: { id: 'Light Modern', className: 'vs' },
  hcDark: { id: 'Default High Contrast', className: 'hc-black' },
  hcLight: { id: 'Default High Contrast Light', className: 'hc-light' },
} as const;

/** Sets the theme in the workspace settings and waits until it is drawn. */
export async function setTheme({ session, workbench }: UiRun, theme: keyof typeof themes): Promise<void> {
  const { id, className } = themes[theme];
  mkdirSync(join(session.workspace, '.vscode'), { recursive: true });
  writeFileSync(join(session.workspace, '.vscode/settings.json'), JSON.stringify({ 'workbench.colorTheme': id }));
  await workbench.page.locator(`.monaco-workbench.${className}`).waitFor();
}
