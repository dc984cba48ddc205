import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { root } from '../../../scripts/ensure.mjs';
import type { PageSnapshot, ToPage } from '../../../src/protocol/page.js';
import type { Browser } from '../../support/browser.js';
import themes from './themes.json' with { type: 'json' };

/** The four kinds of theme of VS Code. `themes.json` contains the class and the CSS variables that VS Code gives a webview in each. */
export type Theme = keyof typeof themes;
/** The names of the four kinds of theme. */
export const themeNames = Object.keys(themes) as readonly Theme[];

const origin = 'https://page.test';

/** A browser page that shows snapshots without VS Code. */
export interface Stage {
  /** Opens the page and shows a snapshot in it. */
  open(browser: Pick<Browser, 'newPage'>, snapshot: PageSnapshot, theme?: Theme): Promise<Page>;
}

/** The part of a webview that `renderShell` needs. */
export const webview = {
  cspSource: origin,
  asWebviewUri: ({ path }: { readonly path: string }) => `${origin}${path}`,
};

/** Bundles the page from its source and serves it, with its content security policy, to a browser without VS Code. */
export async function createStage(shell: string): Promise<Stage> {
  const script = await bundle();
  const files: Readonly<Record<string, { readonly contentType: string; readonly body: string }>> = {
    '/': { contentType: 'text/html', body: shell },
    '/dist/webview/page.js': { contentType: 'text/javascript', body: script },
    '/media/page.css': {
      contentType: 'text/css',
      body: readFileSync(join(root, 'media/page.css'), 'utf8'),
    },
  };
  return {
    async open(browser, snapshot, theme = 'dark') {
      const page = await browser.newPage();
      await page.route('**/*', (route) => {
        const file = files[new URL(route.request().url()).pathname];
        return file ? route.fulfill(file) : route.abort();
      });
      await page.addInitScript(stubApi);
      await page.goto(`${origin}/`);
      await setTheme(page, theme);
      await send(page, snapshot);
      return page;
    },
  };
}

/** Posts a snapshot to the page as the extension does, and waits until it is drawn. */
export async function send(page: Page, snapshot: PageSnapshot): Promise<void> {
  const message: ToPage = { type: 'page', page: snapshot };
  // Messages arrive in order, so the snapshot is drawn when the second message arrives.
  await page.evaluate(`new Promise((resolve) => {
    window.postMessage(${JSON.stringify(message)}, '*');
    window.addEventListener('message', ({ data }) => data.type === 'after' && resolve());
    window.postMessage({ type: 'after' }, '*');
  })`);
}

/** Sets the class and the CSS variables of a theme on the page, as VS Code does. */
async function setTheme(page: Page, theme: Theme): Promise<void> {
  const { kind, variables } = themes[theme];
  await page.evaluate(`{
    for (const [name, value] of Object.entries(${JSON.stringify(variables)})) {
      document.documentElement.style.setProperty(name, value);
    }
    document.body.className = ${JSON.stringify(kind)};
  }`);
}

/** Returns all messages that the page has sent, oldest first. */
export function sentBy(page: Page): Promise<readonly unknown[]> {
  return page.evaluate<readonly unknown[]>('sent');
}

/** Opens every `details` element. */
export async function openDetails(page: Page): Promise<void> {
  await page.evaluate("document.querySelectorAll('details').forEach((one) => one.setAttribute('open', ''))");
}

/** Returns by how many pixels the page is wider than the window. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** Loads axe-core into the page. */
export async function loadAxe(page: Page): Promise<void> {
  await page.evaluate(axe.source);
}

/** Lists the axe-core violations, each with its element. `within` selects a part of the page. */
export function runAxe(page: Page, within = 'html'): Promise<readonly string[]> {
  return page.evaluate<
    readonly string[]
  >(`axe.run(${JSON.stringify(within)}, { preload: false }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, any }) => id + ': ' + html + ' ' + (any[0]?.message ?? ''))))`);
}

/** Replaces VS Code's API in a webview: records sent messages and stores the state. */
const stubApi = `
  globalThis.sent = [];
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => void sent.push(message),
    getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
    setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
  });
`;

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'src/webview/page.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
