import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isNightly } from '../support/nightly.js';
import { instant } from '../support/session.js';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { patienceMs } from '../support/workbench.js';
import {
  agree,
  approveRecord,
  cloudView,
  finishRun,
  runRow,
  seeStep,
  showRun,
  startOnboarding,
  switchQuestion,
  undoQuestion,
} from './support/actions.js';
import { callsOf, tracesOfOneRun, watchTraces } from './support/traces.js';

const subject = { bucket: 'site-hangzhou', domain: 'img.shop-demo.com' };

let ui: UiRun;
beforeEach(async () => {
  ui = await startUi('en');
  await signIn(ui.workbench);
});
afterEach(() => ui?.stop());
beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${task.id}`)));

/** Kills the extension host as a crash would: no handler runs and nothing more is written. */
async function killExtensionHost(): Promise<void> {
  const [pid, ...others] = ui.session.vscode.extensionHosts();
  if (pid === undefined || others.length > 0) throw new Error('expected one extension host');
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => ui.session.vscode.extensionHosts()).not.toContain(pid);
}

/** Returns the fault of each AddCdnDomain call so far. */
const held = () => callsOf(ui.session.sandbox.state, 'AddCdnDomain').map(({ fault }) => fault);
/** Returns one text for each record on the host of the domain. */
const onHost = () =>
  [...(ui.session.sandbox.state.zones.get('shop-demo.com')?.records.values() ?? [])]
    .filter(({ rr }) => rr === 'img')
    .map(({ id, type, value, ttl, enabled }) => `${id} ${type} ${value} ${ttl} ${enabled ? 'enabled' : 'paused'}`);

describe('the extension host is killed', () => {
  test('a reload finishes a run whose host was killed during the wait for the domain', async () => {
    const { session, workbench } = ui;
    const traces = watchTraces(session.sandbox.state);
    // The cloud is as slow as the vendor, so that the crash falls into the wait for the domain.
    await session.control.setSpeed(1);
    await startOnboarding(workbench, subject);
    await seeStep(workbench, 'Wait for the domain', 'Being configured');
    await killExtensionHost();
    expect(session.sandbox.state.cdnDomains.get(subject.domain)?.status).toBe('configuring');
    await ui.shot('41-crash-while-waiting-en');

    await workbench.page.reload();
    await session.control.act('setDomainStatus', { domain: subject.domain, status: 'online' });
    await session.control.setSpeed(instant);
    await showRun(workbench, subject.domain);
    await seeStep(workbench, 'Domain is ready on CDN');
    await approveRecord(workbench, subject.domain);
    await finishRun(workbench, session.sandbox, subject.domain);
    // The picture has to show the run and the rows below it.
    await workbench.page.setViewportSize({ width: 1280, height: 1000 });
    // The run has just bound the domain, so the row does not report a refresh that stopped.
    const spoken = `CDN domain ${subject.domain}, online · http only · ${subject.bucket}`;
    await cloudView(workbench).root.locator(`[role="treeitem"][aria-label^="${spoken}"]`).waitFor();
    await ui.shot('42-finished-after-crash-en');
    expect(traces()).toEqual(tracesOfOneRun(subject));
  });

  // Unit tests end a window at each write, so this test runs only at night. The test after it always runs, since only a DNS switch takes two writes.
  test.runIf(isNightly)(
    'a host that was killed before the answer to AddCdnDomain finishes the run once restarted',
    async () => {
      const { session, workbench } = ui;
      const traces = watchTraces(session.sandbox.state);
      await session.control.fault({ action: 'AddCdnDomain', kind: 'silenceAfter' });
      await startOnboarding(workbench, subject);
      await seeStep(workbench, 'Add the domain to CDN', 'In progress');
      await expect.poll(held, { timeout: patienceMs }).toEqual(['silenceAfter']);
      await killExtensionHost();
      expect(held()).toEqual(['silenceAfter']);
      expect(session.sandbox.state.cdnDomains.has(subject.domain)).toBe(true);
      await ui.shot('43-crash-before-answer-en');

      await showRun(workbench, subject.domain);
      await approveRecord(workbench, subject.domain);
      await finishRun(workbench, session.sandbox, subject.domain);
      expect(traces()).toEqual(tracesOfOneRun(subject));
    },
  );

  test('a DNS switch that was killed between its two writes is completed after a restart, and can be undone', async () => {
    const { session, workbench } = ui;
    const old = { zone: 'shop-demo.com', rr: 'img', type: 'A', value: '203.0.114.40', ttl: 1200 };
    await session.control.act('addRecord', old);
    await session.control.act('addRecord', { ...old, type: 'TXT', value: 'hello' });
    const before = onHost();
    await startOnboarding(workbench, subject);
    await session.control.fault({ action: 'UpdateDomainRecord', kind: 'silence' });
    await agree(workbench, switchQuestion(subject.domain));
    await expect
      .poll(() => callsOf(session.sandbox.state, 'UpdateDomainRecord').map(({ fault }) => fault), {
        timeout: patienceMs,
      })
      .toEqual(['silence']);
    await killExtensionHost();
    const [address = '', text = ''] = before;
    const paused = text.replace('enabled', 'paused');
    expect(onHost()).toEqual([address, paused]);
    await ui.shot('44-crash-between-writes-en');

    await runRow(workbench, subject.domain).filter({ hasText: 'Done' }).waitFor(workbench.stepPatience);
    const [id] = address.split(' ');
    expect(onHost()).toEqual([`${id} CNAME img.shop-demo.com.w.kunlunsl.com 600 enabled`, paused]);
    await workbench.runCommand('OSS + CDN: Undo DNS Change…');
    await agree(workbench, undoQuestion(subject.domain));
    await expect.poll(onHost, { timeout: patienceMs }).toEqual(before);
  });
});
