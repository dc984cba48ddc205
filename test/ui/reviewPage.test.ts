import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { root } from '../../scripts/ensure.mjs';
import { isPublicSuffix } from '../../src/cloud/publicSuffix.js';
import { planStart } from '../../src/features/onboarding/review/choices.js';
import type { PlanOutlook } from '../../src/features/onboarding/review/outlook.js';
import { toReviewPage } from '../../src/features/onboarding/review/reviewPage.js';
import { renderShell } from '../../src/host/page/pageView.js';
import type { PageSnapshot } from '../../src/protocol/page.js';
import { type Browser, type Language, startBrowser } from '../support/browser.js';
import { env } from '../support/fakeVscode.js';
import { inSuite } from '../support/nightly.js';
import { bucketPlan, choose, dist, filledAccount, lookAt } from '../unit/features/onboarding/review/reviewText.js';
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

const pictures = join(root, 'test/ui/.out');
let browser: Browser;
let stage: Stage;
let outlook: PlanOutlook;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  browser = await startBrowser();
  stage = await createStage(renderShell(webview as never, { path: '/' } as never, 'Review', 'a1b2c3'));
  outlook = await lookAt(filledAccount(), bucketPlan);
});
afterAll(() => browser?.close());
beforeEach(() => {
  env.language = 'en';
});

const present = { scheme: 'https', status: 200, told: 30, lacking: ['/blog/', '/shop.html'], unasked: 4 } as const;

function review(language: Language = 'en', isRead = true): PageSnapshot {
  env.language = language;
  const account = { id: '100', source: { kind: 'secret' } } as const;
  const first = { domain: bucketPlan.domain, account, hasBack: true };
  const start = planStart(choose(bucketPlan, outlook, dist), outlook, isPublicSuffix);
  return toReviewPage(isRead ? { ...first, start, present } : first);
}

async function open(width: number, snapshot = review(), theme: Theme = 'dark'): Promise<Page> {
  const page = await stage.open(browser, snapshot, theme);
  await page.setViewportSize({ width, height: 700 });
  return page;
}

test.each([
  ['en', 900],
  ['en', 220],
  ['zh-cn', 900],
  ['zh-cn', 220],
] as const)('the review in %s is whole at %i px', async (language, width) => {
  const snapshot = review(language);
  const page = await open(width, snapshot);
  await openDetails(page);
  await page.screenshot({ path: join(pictures, `v-review-${width}-${language}.png`), fullPage: true });
  const text = await page.locator('main').innerText();
  expect(text).toContain(snapshot.lead.sentence);
  for (const { title } of [...snapshot.sections, ...snapshot.answers]) expect(text).toContain(title);
  expect(await overflowOf(page)).toBe(0);
  await page.close();
});

describe.each(inSuite(themeNames, (theme) => theme === 'light' || theme === 'hc-dark'))('in the theme %s', (theme) => {
  test('axe finds no problems in the review', async () => {
    const page = await open(900, review(), theme);
    await loadAxe(page);
    await openDetails(page);
    expect(await runAxe(page)).toEqual([]);
    await page.close();
  });
});

test('every button of the review is reached by Tab and named', async () => {
  const page = await open(900);
  const wanted = await page
    .locator('button')
    .evaluateAll((all) =>
      all.filter((one) => one.checkVisibility()).map((one) => one.getAttribute('aria-label') ?? one.textContent),
    );
  expect(wanted).toContain('Change…: Site type');
  const reached: (string | null)[] = [];
  for (const _each of wanted) {
    await page.keyboard.press('Tab');
    reached.push(
      await page.evaluate<string | null>(
        "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent",
      ),
    );
  }
  expect(reached).toEqual(wanted);
  await page.locator('[data-act="changeHttps"]').focus();
  await page.keyboard.press('Enter');
  expect(await sentBy(page)).toEqual([{ type: 'ready' }, { type: 'act', action: 'changeHttps' }]);
  await page.close();
});

test('a review cannot be started while loading, and keeps the focus afterwards', async () => {
  const page = await open(900, review('en', false));
  const start = page.locator('[data-act="start"]');
  await start.focus();
  await page.keyboard.press('Enter');
  expect(await sentBy(page)).toEqual([{ type: 'ready' }]);
  await send(page, review());
  expect(await page.evaluate('document.activeElement.dataset.act')).toBe('start');
  await page.keyboard.press('Enter');
  expect(await sentBy(page)).toEqual([{ type: 'ready' }, { type: 'act', action: 'start' }]);
  await page.close();
});
