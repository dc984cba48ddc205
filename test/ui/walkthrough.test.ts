import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readText } from '../project/sources.js';
import { setTheme, themes } from '../support/theme.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { patienceMs } from '../support/workbench.js';
import { startOnboarding } from './support/actions.js';
import { findOwnProblems } from './support/axeTree.js';
import { writeMapping } from './support/mapping.js';
import { storyLanguages, wordsOf } from './words.js';

/** A window width at which the walkthrough shows the column of pictures, px. */
const width = 1700;
const themeNames = Object.keys(themes) as readonly (keyof typeof themes)[];
const steps = ['signIn', 'onboard', 'run', 'https', 'publish'] as const;

describe.each(storyLanguages('en'))('the walkthrough in %s', (language) => {
  const { say, label } = wordsOf(language);
  let ui: UiRun;
  beforeAll(async () => {
    ui = await startUi(language, { prepare: writeMapping });
    await ui.workbench.page.setViewportSize({ width, height: 900 });
    await ui.workbench.openContainer(label('container'));
    await ui.workbench.view(label('view.explorer')).root.locator('.welcome-view .monaco-button').first().waitFor();
    await open();
  });
  afterAll(() => ui?.stop());
  beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${task.id}`)));

  const open = async () => {
    await ui.workbench.runCommand(`${label('category')}: ${label('command.openWalkthrough')}`);
    await stepOf('signIn').waitFor();
  };
  const stepOf = (step: (typeof steps)[number]): Locator =>
    ui.workbench.page.locator(`.getting-started-step[data-step-id$="#${step}"]`);
  const isComplete = (step: (typeof steps)[number]) =>
    stepOf(step).locator('[role="checkbox"]').getAttribute('aria-checked');

  test.each(themeNames)('each picture has the colours of the theme: %s', async (theme) => {
    await setTheme(ui, theme);
    for (const step of steps) {
      await stepOf(step).locator('.step-title').click();
      const picture = ui.workbench.webview().locator('svg');
      await picture.locator(`rect[x="${firstX(step)}"]:first-child`).waitFor({ state: 'attached' });
      await expect.poll(() => picture.evaluate(`(${wrongColours})(document.querySelector('svg'))`)).toEqual([]);
    }
    await ui.shot(`09-walkthrough-${theme}-${language}`);
  });

  test('axe finds no problems in the texts and pictures of the steps', async () => {
    const found = await findOwnProblems(ui.workbench.page, '.gettingStartedContainer .getting-started-step');
    expect(found).toEqual([]);
  });

  test('a command that was only tried completes no step', async () => {
    await stepOf('onboard').locator('.step-title').click();
    await stepOf('onboard').locator('.monaco-button').click();
    await ui.workbench.pick.titled(say('Sign In to Alibaba Cloud'));
    await ui.workbench.pick.leave();
    expect(await Promise.all(steps.map(isComplete))).toEqual(steps.map(() => 'false'));
  });

  test('signing in completes its step', async () => {
    const view = ui.workbench.view(label('view.explorer'));
    await view.root.locator('.welcome-view .monaco-button').first().click();
    await ui.workbench.pick.choose(say('Profile: {0}', 'sandbox'));
    await view.row(say('Buckets')).waitFor();
    await expect.poll(() => isComplete('signIn')).toBe('true');
    expect(await isComplete('onboard')).toBe('false');
  });

  // The helpers of this test read English.
  test.runIf(language === 'en')('a run, a live domain and a published file complete theirs', async () => {
    const { workbench } = ui;
    await startOnboarding(workbench, { bucket: 'site-hangzhou', domain: 'img.shop-demo.com' });
    // Shows the walkthrough again, since the page of the task is in front of it.
    await open();
    await expect.poll(() => isComplete('onboard')).toBe('true');
    // The account has an online domain to which DNS leads.
    await expect.poll(() => isComplete('run'), { timeout: patienceMs }).toBe('true');
    expect(await isComplete('publish')).toBe('false');
    await workbench.openFile('site.css');
    await workbench.replaceText('body { color: teal; }');
    await workbench.save();
    await workbench.modal.press(say('Publish'));
    await workbench.statusItem(say('CDN: Fresh')).waitFor();
    await open();
    await expect.poll(() => isComplete('publish')).toBe('true');
  });
});

/** Returns the position of the first shape in a step's picture, by which a test distinguishes the picture from the previous one. */
function firstX(step: string): string {
  return / x="(\d+)"/.exec(readText(`media/walkthrough/${step}.svg`))?.[1] ?? '';
}

/** Evaluated in the page of a picture. Lists the shapes whose colours differ from those of the theme variables that they name. */
const wrongColours = `(svg) => {
  const probe = document.createElement('i');
  document.body.append(probe);
  const toColour = (value) => {
    probe.style.color = value;
    return getComputedStyle(probe).color;
  };
  const isRight = (shape, name) => {
    const wanted = shape.getAttribute(name) ?? 'none';
    const seen = getComputedStyle(shape)[name];
    return wanted === 'none' ? seen === 'none' : wanted.startsWith('var(') && seen === toColour(wanted);
  };
  const shapes = [...svg.children];
  const wrong = shapes.filter((shape) => !isRight(shape, 'fill') || !isRight(shape, 'stroke'));
  probe.remove();
  return shapes.length > 0 ? wrong.map((shape) => shape.outerHTML) : ['no shapes'];
}`;
