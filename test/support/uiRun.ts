import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Sandbox } from '../../sandbox/server.js';
import { root } from '../../scripts/ensure.mjs';
import { type Browser, type Language, startBrowser } from './browser.js';
import { instant, type Session, startSession } from './session.js';
import { Workbench } from './workbench.js';

const pictures = join(root, 'test/ui/.out');

/** A window with the packaged extension, for one file of UI tests. */
export interface UiRun {
  readonly session: Session;
  readonly browser: Browser;
  readonly workbench: Workbench;
  /** Saves a picture under `test/ui/.out`; SHOTS.md describes it. */
  shot(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** Differences from an empty, trusted copy of the sample site. */
export interface UiOptions {
  readonly askTrust?: boolean;
  /** Adds files to the workspace before the window opens. */
  readonly prepare?: (workspace: string) => void;
  /** The cloud of another run, which uses it beside this one. */
  readonly sandbox?: Sandbox;
}

const open = new Set<Workbench>();

/** Closes what a failed test may have left open in front of its windows, where it would take the keys and clicks of the next test. */
export async function clearFront(): Promise<void> {
  for (const { page } of open) {
    const front = page.locator('.quick-input-widget:visible, .monaco-dialog-box, .monaco-menu');
    for (let tries = 0; tries < 10 && (await front.count()) > 0; tries++) await page.keyboard.press('Escape');
  }
}

/** Starts VS Code with the packaged extension and opens the sample site in that language. */
export async function startUi(language: Language, options: UiOptions = {}): Promise<UiRun> {
  mkdirSync(pictures, { recursive: true });
  const session = await startSession({
    installed: inject('installed'),
    askTrust: options.askTrust ?? false,
    speed: instant,
    ...(options.sandbox && { sandbox: options.sandbox }),
  });
  options.prepare?.(session.workspace);
  const browser = await startBrowser(language);
  const stop = async () => {
    await browser.close();
    await session.stop();
  };
  try {
    const workbench = await Workbench.open(browser, session.vscode.url(session.workspace));
    const shot = (name: string) => workbench.screenshot(join(pictures, `${name}.png`));
    open.add(workbench);
    const end = () => {
      open.delete(workbench);
      return stop();
    };
    return { session, browser, workbench, shot, stop: end };
  } catch (error) {
    await stop();
    throw error;
  }
}
