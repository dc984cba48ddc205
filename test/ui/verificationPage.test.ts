import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { root } from '../../scripts/ensure.mjs';
import { toPage } from '../../src/features/verification/page/page.js';
import { renderShell } from '../../src/host/page/pageView.js';
import type { PageSnapshot } from '../../src/protocol/page.js';
import { type Browser, type Language, startBrowser } from '../support/browser.js';
import { env } from '../support/fakeVscode.js';
import { inSuite } from '../support/nightly.js';
import type { Case } from '../support/verification/casePage.js';
import { cases } from '../support/verification/cases.js';
import { answer, edges, facts, name, record, rr } from '../support/verification/facts.js';
import {
  createStage,
  loadAxe,
  openDetails,
  overflowOf,
  runAxe,
  type Stage,
  send,
  sentBy,
  type Theme,
  themeNames,
  webview,
} from './support/pageStage.js';
import { storyLanguages } from './words.js';

const pictures = join(root, 'test/ui/.out');
let browser: Browser;
let stage: Stage;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  browser = await startBrowser();
  stage = await createStage(renderShell(webview as never, { path: '/' } as never, name, 'a1b2c3'));
});
afterAll(() => browser?.close());
beforeEach(() => {
  env.language = 'en';
});

const snapshotOf = ({ input }: Case, language: Language = 'en'): PageSnapshot => {
  env.language = language;
  return toPage(input);
};
const found = (id: string): Case => cases.find((each) => each.id === id) ?? fail(id);
const fail = (id: string): never => {
  throw new Error(`No such case: ${id}`);
};
/** A page of this size on the first case. */
async function open(width: number, id = 'missing', theme: Theme = 'dark'): Promise<Page> {
  const page = await stage.open(browser, snapshotOf(found(id)), theme);
  await page.setViewportSize({ width, height: 700 });
  return page;
}

const raw = (page: Page) => page.locator('[data-key="raw"]');
const details = (page: Page) => page.locator('[data-key="details"]');
const setFontSize = (page: Page, size: number) =>
  page.evaluate(`document.documentElement.style.setProperty('--vscode-font-size', '${size}px')`);

describe.each(storyLanguages('zh-cn'))('every verdict in %s', (language) => {
  test('the page of every verdict is complete', async () => {
    const page = await open(900);
    for (const each of cases) {
      const snapshot = snapshotOf(each, language);
      await send(page, snapshot);
      await page.mouse.move(0, 0);
      await page.screenshot({ path: join(pictures, `v-${each.id}-${language}.png`), fullPage: true });
      const text = await page.locator('main').innerText();
      for (const part of [snapshot.lead.label, snapshot.lead.sentence, snapshot.live]) expect(text).toContain(part);
      for (const { text: fix } of snapshot.fixes.flatMap(({ items }) => items)) expect(text).toContain(fix);
      for (const { title, label } of snapshot.answers) expect(text).toContain(`${title}\n\n${label}`);
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      expect({ id: each.id, overflow: await overflowOf(page) }).toEqual({ id: each.id, overflow: 0 });
    }
    await page.close();
  });

  test('fits into 320 pixels, and into 640 at double size', async () => {
    const page = await open(320);
    for (const each of cases) {
      await send(page, snapshotOf(each, language));
      await openDetails(page);
      expect({ id: each.id, overflow: await overflowOf(page) }).toEqual({ id: each.id, overflow: 0 });
      await setFontSize(page, 26);
      await page.setViewportSize({ width: 640, height: 700 });
      expect({ id: each.id, overflow: await overflowOf(page) }).toEqual({ id: each.id, overflow: 0 });
      await setFontSize(page, 13);
      await page.setViewportSize({ width: 320, height: 700 });
    }
    await send(page, snapshotOf(found('propagating'), language));
    await page.screenshot({ path: join(pictures, `v-narrow-${language}.png`), fullPage: true });
    await page.close();
  });
});

/** Axe takes seconds for all verdicts in a theme. */
const axeThemes = inSuite(themeNames, (theme) => theme === 'light' || theme === 'hc-dark');

describe.each(axeThemes)('in the theme %s', (theme) => {
  test('axe finds no problems in any verdict', async () => {
    const page = await open(900, 'missing', theme);
    await loadAxe(page);
    for (const each of cases) {
      await send(page, snapshotOf(each));
      await openDetails(page);
      expect({ id: each.id, violations: await runAxe(page) }).toEqual({ id: each.id, violations: [] });
    }
    await send(page, snapshotOf(found('wrongTarget-bucket')));
    await page.screenshot({ path: join(pictures, `v-theme-${theme}.png`), fullPage: true });
    await page.close();
  });
});

test('axe finds a planted problem', async () => {
  const page = await open(900);
  await loadAxe(page);
  await page.evaluate("document.querySelector('h1').after(document.createElement('button'))");
  expect(await runAxe(page)).toContainEqual(expect.stringContaining('button-name'));
  await page.close();
});

test('every control is reached by Tab, in page order, and works by Enter', async () => {
  const page = await open(900, 'missing');
  const wanted = await page
    .locator('button:not([data-key="raw"] *), summary')
    .evaluateAll((all) => all.map((one) => one.textContent));
  const reached: string[] = [];
  for (const _each of wanted) {
    await page.keyboard.press('Tab');
    reached.push(await page.evaluate<string>('document.activeElement.textContent'));
    const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
    expect({ control: reached.at(-1), outline }).toEqual({ control: reached.at(-1), outline: 'solid' });
  }
  expect(reached).toEqual(wanted);
  await page.keyboard.press('Enter');
  expect(await raw(page).getAttribute('open')).not.toBeNull();
  await page.locator('[data-act="addRecord"]').focus();
  await page.keyboard.press('Enter');
  await page.locator('[data-copy="img"]').focus();
  await page.keyboard.press('Space');
  expect(await sentBy(page)).toEqual([
    { type: 'ready' },
    { type: 'act', action: 'addRecord' },
    { type: 'copy', text: 'img' },
  ]);
  expect(await page.locator('[data-copy="img"]').getAttribute('aria-label')).toBe('Copied: Host');
  await page.close();
});

test('a new snapshot keeps focus, scrolling, selection and expanded parts', async () => {
  const page = await open(900, 'propagating');
  await raw(page).locator('summary').click();
  await page.locator('[data-copy="600"]').focus();
  await page.evaluate('scrollTo(0, 700)');
  await send(page, snapshotOf(found('working')));
  expect(await page.evaluate('document.activeElement.dataset.copy')).toBe('600');
  expect(await raw(page).getAttribute('open')).not.toBeNull();
  expect(Math.abs((await page.evaluate<number>('scrollY')) - 700)).toBeLessThan(120);
  // Selecting takes the focus away.
  await page.evaluate("getSelection().selectAllChildren(document.querySelector('[data-key=section-record] .value'))");
  await send(page, snapshotOf(found('propagating')));
  expect(await page.evaluate('getSelection().toString()')).toBe('img');
  await expect.poll(() => page.evaluate("sessionStorage.getItem('state')")).toMatch(/"scroll":[1-9]/);
  await page.close();
});

test('details are collapsed if nothing is wrong, unless the user has opened or closed them', async () => {
  const page = await open(900, 'missing');
  const isOpen = async () => (await details(page).getAttribute('open')) !== null;
  expect(await isOpen()).toBe(true);
  await send(page, snapshotOf(found('working')));
  expect(await isOpen()).toBe(false);
  await send(page, snapshotOf(found('missing')));
  expect(await isOpen()).toBe(true);
  await details(page).locator('> summary').press('Enter');
  expect(await isOpen()).toBe(false);
  await send(page, snapshotOf(found('propagating')));
  expect(await isOpen()).toBe(false);
  await details(page).locator('> summary').click();
  await send(page, snapshotOf(found('working')));
  expect(await isOpen()).toBe(true);
  await page.close();
});

test('only the verdict is announced, and only when it changes', async () => {
  const page = await open(900, 'missing');
  const live = page.locator('[aria-live]');
  expect(await live.count()).toBe(1);
  await page.evaluate(`{
    globalThis.changes = 0;
    const observer = new MutationObserver(() => (globalThis.changes += 1));
    observer.observe(document.querySelector('[aria-live]'), { childList: true, subtree: true, characterData: true });
  }`);
  const changes = () => page.evaluate<number>('changes');
  const { live: _now, ...rest } = snapshotOf(found('missing'));
  await send(page, { ...rest, live: 'Checking…', busy: true });
  expect(await changes()).toBe(0);
  // What is busy is not read out, so the verdict may not be in it.
  expect(await page.locator('[aria-busy="true"]').count()).toBe(1);
  expect(await page.locator('[aria-busy] [aria-live], [aria-live] [aria-busy]').count()).toBe(0);
  await send(page, snapshotOf(found('working')));
  expect(await changes()).toBeGreaterThan(0);
  expect(await page.locator('h1').count()).toBe(1);
  await page.close();
});

test('hostile answers are shown as plain text', async () => {
  const script = `<script>window.hacked = 1</script><img src=x onerror="window.hacked = 1">${'A'.repeat(65_536)}`;
  const marks = 'evil\u202Egnp.exe\u0000\u0007\u200B[link](command:workbench.action.quit)';
  const records = [rr('CNAME', script), rr('CNAME', marks, script), rr('A', '192.0.2.1', marks)];
  const found = facts({
    resolvers: [answer('223.5.5.5', records), answer(marks, [])],
    authoritative: [answer(script, records)],
    records: [record({ type: 'TXT', value: script }), record({ id: '2', type: 'TXT', value: marks, line: marks })],
    edges: edges({ status: 403, headers: { via: script, 'x-tengine-error': marks }, message: marks }, 'unknown'),
    delegation: { zone: marks, nameServers: [script], hosted: [marks] },
    wildcard: script,
  });
  const verdict = { kind: 'wrongTarget', found: script, target: 'other' } as const;
  const page = await open(320);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  const result = { facts: found, diagnosis: { verdict, fixes: [] } };
  await send(page, toPage({ domain: name, machine: marks.slice(0, 8), live: { kind: 'stopped' }, result }));
  await raw(page).locator('summary').click();
  expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
  expect(await page.locator('main script, main img, main a').count()).toBe(0);
  const text = await page.locator('main').innerText();
  const holds = (part: string) => text.includes(part);
  expect(holds('<script>window.hacked = 1</script>')).toBe(true);
  expect(holds('evil\\u{202e}gnp.exe\\u{0}\\u{7}\\u{200b}[link](command:workbench.action.quit)')).toBe(true);
  expect(/[^\P{Cc}\n\t]|\p{Cf}|A{401}/u.exec(text)).toBeNull();
  expect(await overflowOf(page)).toBe(0);
  expect(errors).toEqual([]);
  await page.setViewportSize({ width: 900, height: 700 });
  expect(await overflowOf(page)).toBe(0);
  await page.screenshot({ path: join(pictures, 'v-hostile-en.png'), fullPage: true });
  await page.close();
});

test('reduced motion is respected, and no request leaves the page', async () => {
  const page = await open(900, 'checking');
  const animation = () => page.evaluate("getComputedStyle(document.querySelector('.live'), '::before').animationName");
  expect(await animation()).toBe('pulse');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await animation()).toBe('none');
  const refused = await page.evaluate("fetch('https://page.test/').then(() => 'sent', () => 'refused')");
  expect(refused).toBe('refused');
  await page.close();
});
