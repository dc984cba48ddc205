import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageButton } from '../support/pageInFront.js';
import { openCloud, signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { Workbench } from '../support/workbench.js';
import { cloudView, fillInForm, finishRun, openRow, recordQuestion, runRow, showRun } from './support/actions.js';
import { tracesOfOneRun, watchTraces } from './support/traces.js';

const subject = { bucket: 'site-hangzhou', domain: 'img.shop-demo.com' };

let ui: UiRun;
let windows: readonly [Workbench, Workbench];
beforeAll(async () => {
  ui = await startUi('en');
  const second = await Workbench.open(ui.browser, ui.session.vscode.url(ui.session.workspace));
  windows = [ui.workbench, second];
  // Both windows must run before either signs in. A window that starts later would find the account of the other.
  for (const window of windows) await openCloud(window);
  for (const window of windows) await signIn(window);
});
afterAll(() => ui?.stop());

const question = recordQuestion(subject.domain);
const both = (act: (window: Workbench) => Promise<void>) => Promise.all(windows.map(act));

describe('two windows of one user work on one run', () => {
  test('two windows start and approve one run, and the working one is closed: everything exists once', async () => {
    const { session } = ui;
    expect(session.vscode.extensionHosts()).toHaveLength(2);
    const traces = watchTraces(session.sandbox.state);
    for (const window of windows) await fillInForm(window, subject);
    await both((window) => pageButton(window, 'Start').click());
    await both((window) => showRun(window, subject.domain));

    await both((window) => cloudView(window).row(question.row).waitFor(window.stepPatience));
    const idle = (window: Workbench) => runRow(window, subject.domain).filter({ hasText: 'another window' }).count();
    const watching = await Promise.all(windows.map(idle));
    expect(watching.toSorted()).toEqual([0, 1]);
    const [working, other] = watching[0] === 0 ? windows : [windows[1], windows[0]];
    await ui.shot('51-one-of-two-windows-en');

    for (const window of windows) {
      await openRow(window, question.row);
      await window.modal.read(question.asks);
    }
    expect(traces().addCnameCalls).toEqual([]);
    await both((window) => window.modal.press(question.button));
    await both((window) => cloudView(window).row(question.row).waitFor({ state: 'detached' }));

    await working.page.close({ runBeforeUnload: true });
    await expect.poll(() => session.vscode.extensionHosts()).toHaveLength(1);
    await finishRun(other, session.sandbox, subject.domain);
    expect(traces()).toEqual(tracesOfOneRun(subject));
  });
});
