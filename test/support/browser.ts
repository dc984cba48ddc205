import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { ensureChromium } from '../../scripts/ensure.mjs';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The two languages of the extension. */
export type Language = 'en' | 'zh-cn';

/** A separate browser profile. VS Code's data in it survive a reload and a new window. */
export interface Browser {
  readonly profileDir: string;
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

/** Starts headless Chromium. */
export async function startBrowser(language: Language = 'en'): Promise<Browser> {
  const profileDir = mkdtempSync(join(tmpdir(), 'oss-cdn-browser-'));
  const context: BrowserContext = await chromium.launchPersistentContext(profileDir, {
    executablePath: ensureChromium(),
    args: flags,
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
    // The caller closes it. Playwright would end this whole process.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  if (language !== 'en') {
    await context.addInitScript((name) => Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: name }), language);
  }
  return {
    profileDir,
    newPage: () => context.newPage(),
    async close() {
      await context.close();
      rmSync(profileDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
