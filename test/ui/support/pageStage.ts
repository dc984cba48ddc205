import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { root } from '../../../scripts/ensure.mjs';
import type { PageSnapshot, ToPage } from '../../../src/protocol/page.js';
import type { Browser } from '../../support/browser.js';
import themes from './themes.json' with { type: 'json' };

/** The four kinds of theme of VS Code; `themes.json` holds what a window of VS Code gives a webview in each. */
export type Theme = keyof typeof themes;
/** The names of the four. */
export const themeNames = Object.keys(themes) as readonly Theme[];

const origin = 'https://page.test';

/** A shell of the page as `renderShell` makes it, and what else the page loads. */
export interface Stage {
  /** Opens the page and shows a snapshot in it. */
  open(browser: Pick<Browser, 'newPage'>, snapshot: PageSnapshot, theme?: Theme): Promise<Page>;
}

/** What `renderShell` needs of a webview and of the place of the extension. */
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
  // Messages come in order: when a second one has come through, the first is drawn.
  await page.evaluate(`new Promise((resolve) => {
    window.postMessage(${JSON.stringify(message)}, '*');
    window.addEventListener('message', ({ data }) => data.type === 'after' && resolve());
    window.postMessage({ type: 'after' }, '*');
  })`);
}

/** Gives the page the colours and fonts of a theme, and its class, as VS Code does. */
async function setTheme(page: Page, theme: Theme): Promise<void> {
  const { kind, variables } = themes[theme];
  await page.evaluate(`{
    for (const [name, value] of Object.entries(${JSON.stringify(variables)})) {
      document.documentElement.style.setProperty(name, value);
    }
    document.body.className = ${JSON.stringify(kind)};
  }`);
}

/** What the page has sent, oldest first. */
export function sentBy(page: Page): Promise<readonly unknown[]> {
  return page.evaluate<readonly unknown[]>('sent');
}

/** Opens what can be opened. */
export async function openDetails(page: Page): Promise<void> {
  await page.evaluate("document.querySelectorAll('details').forEach((one) => one.setAttribute('open', ''))");
}

/** By how many pixels the page is wider than the window. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** Loads axe-core into the page. */
export async function loadAxe(page: Page): Promise<void> {
  await page.evaluate(axe.source);
}

/** The rules of axe-core that are broken, each with the element; in a part of the page where `within` selects one. */
export function runAxe(page: Page, within = 'html'): Promise<readonly string[]> {
  return page.evaluate<
    readonly string[]
  >(`axe.run(${JSON.stringify(within)}, { preload: false }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, any }) => id + ': ' + html + ' ' + (any[0]?.message ?? ''))))`);
}

/** Stands for the part of VS Code in a webview: keeps what is sent, and the state. */
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
