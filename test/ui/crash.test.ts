import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startUi, type UiRun } from '../support/uiRun.js';
import { patienceMs } from '../support/workbench.js';
import {
  approveRecord,
  callsOf,
  finishRun,
  seeStep,
  showRun,
  signIn,
  startOnboarding,
  tracesOfOneRun,
  watchTraces,
} from './support/onboarding.js';

const subject = { bucket: 'site-hangzhou', domain: 'img.shop-demo.com' };

let ui: UiRun;
beforeEach(async () => {
  ui = await startUi('en');
  await signIn(ui.workbench);
});
afterEach(() => ui?.stop());

/** A crash as the system makes it: no handler runs, nothing is written any more. */
async function killExtensionHost(): Promise<void> {
  const [pid, ...others] = ui.session.vscode.extensionHosts();
  if (pid === undefined || others.length > 0) throw new Error('expected one extension host');
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => ui.session.vscode.extensionHosts()).not.toContain(pid);
}

/** The faults that AddCdnDomain met so far. */
const held = () => callsOf(ui.session.sandbox.state, 'AddCdnDomain').map(({ fault }) => fault);
const turnOnAutoUpdate = () => ui.session.control.act('setPurge', { ...subject, on: true });

describe('the extension host is killed', () => {
  test('while the run waits for the domain to be online: a reload finishes it', async () => {
    const { session, workbench } = ui;
    const traces = watchTraces(session.sandbox.state);
    // The vendor takes its minutes, so that the crash falls into the wait.
    await session.control.setSpeed(1);
    await startOnboarding(workbench, subject);
    await seeStep(workbench, 'Domain is online', 'CDN configures the domain');
    await killExtensionHost();
    expect(session.sandbox.state.cdnDomains.get(subject.domain)?.status).toBe('configuring');
    await ui.shot('41-crash-while-waiting-en');

    await workbench.page.reload();
    await session.control.act('setDomainStatus', { domain: subject.domain, status: 'online' });
    await session.control.setSpeed(120);
    await showRun(workbench, subject.domain);
    await seeStep(workbench, 'Domain is online', 'Done');
    await approveRecord(workbench);
    await finishRun(workbench, turnOnAutoUpdate);
    await ui.shot('42-finished-after-crash-en');
    expect(traces()).toEqual(tracesOfOneRun(subject));
  });

  test('after AddCdnDomain took effect, before its answer: the restarted host finishes the run', async () => {
    const { session, workbench } = ui;
    const traces = watchTraces(session.sandbox.state);
    await session.control.setSpeed(120);
    await session.control.fault({ action: 'AddCdnDomain', kind: 'silenceAfter' });
    await startOnboarding(workbench, subject);
    await seeStep(workbench, 'Accelerated domain is added', 'Working');
    await expect.poll(held, { timeout: patienceMs }).toEqual(['silenceAfter']);
    await killExtensionHost();
    expect(held()).toEqual(['silenceAfter']);
    expect(session.sandbox.state.cdnDomains.has(subject.domain)).toBe(true);
    await ui.shot('43-crash-before-answer-en');

    await showRun(workbench, subject.domain);
    await approveRecord(workbench);
    await finishRun(workbench, turnOnAutoUpdate);
    expect(traces()).toEqual(tracesOfOneRun(subject));
  });
});
