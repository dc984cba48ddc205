import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookAt } from '../../scripts/outside.mjs';
import { instant } from '../support/session.js';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { patienceMs, View } from '../support/workbench.js';
import { clearNotifications } from './support/clearView.js';
import { storyLanguages, wordsOf } from './words.js';

const bucket = 'assets-singapore';
const domain = 'static.shop-demo.com';
const key = 'css/site.css';
const mapping = {
  folder: 'css',
  bucket,
  region: 'ap-southeast-1',
  prefix: 'css/',
  domains: [domain],
  onSave: 'publish',
};

function writeMapping(workspace: string, text: string): void {
  mkdirSync(join(workspace, '.vscode'), { recursive: true });
  writeFileSync(join(workspace, '.vscode/oss-cdn.json'), text);
}

describe.each(storyLanguages('en'))('saving a mapped file in %s', (language) => {
  const { say, label } = wordsOf(language);
  let ui: UiRun;

  const stored = () => ui.session.sandbox.state.buckets.get(bucket)?.objects.get(key)?.body.toString();
  const edge = () => lookAt(ui.session.sandbox).edge(`${domain}.w.kunlunsl.com`, domain, `/${key}`);
  const saveAs = async (text: string) => {
    await ui.workbench.openFile('site.css');
    await ui.workbench.replaceText(text);
    await ui.workbench.save();
  };
  const fresh = () => ui.workbench.statusItem(say('CDN: Fresh')).waitFor();
  const puts = async () => (await ui.session.control.calls('PutObject')).length;
  const changeElsewhere = (text: string) =>
    ui.session.control.act('putObject', { bucket, key, text, type: 'text/css' });
  const conflict = () =>
    ui.workbench.notification(say('This object was changed in the bucket outside this extension: {0}', 'css/site.css'));
  const press = (button: string) =>
    conflict()
      .getByRole('button', { name: say(button), exact: true })
      .click();

  beforeAll(async () => {
    ui = await startUi(language, {
      prepare: (workspace) => writeMapping(workspace, JSON.stringify({ mappings: [mapping] })),
    });
    await signIn(ui.workbench, language);
  });
  afterAll(() => ui?.stop());

  test('asks before the first upload, naming account, bucket, prefix and domain', async () => {
    const { workbench, session } = ui;
    await saveAs('body { color: teal; }');
    const asked = await workbench.modal.read('shop-demo/css');
    for (const part of ['1099511627776001', bucket, 'css/', domain]) expect(asked).toContain(part);
    expect(await session.control.calls('PutObject')).toEqual([]);
    await ui.shot(`21-consent-${language}`);
  });

  test('after Not Now, the list of the status bar item begins with the way to agree', async () => {
    const { workbench, session } = ui;
    const allow = say('Allow Publishing on Save…');
    await workbench.modal.press(say('Not Now'));
    await clearNotifications(workbench);
    await workbench.statusItem(say('CDN: Publishing Off')).click();
    await workbench.page.mouse.move(0, 0);
    await workbench.pick.row(allow).waitFor();
    await ui.shot(`180-allow-on-save-${language}`);
    expect((await workbench.pick.labels())[0]).toBe(allow);
    await workbench.pick.choose(allow);
    await workbench.modal.read('shop-demo/css');
    expect(await session.control.calls('PutObject')).toEqual([]);
    await workbench.modal.press(say('Publish'));
    await workbench.statusItem(say('CDN: Publishing Off')).waitFor({ state: 'detached' });
    await saveAs('body { color: teal; }');
  });

  test('a file that was changed while publishing was off is asked about with its place', async () => {
    const { workbench, session } = ui;
    const place = say('Files in {0} were not published from this computer', 'assets-singapore/css/');
    await workbench.notification(place).waitFor();
    await ui.shot(`311-place-question-${language}`);
    expect(await session.control.calls('PutObject')).toEqual([]);
    await workbench.pressNotification(place, say('Publish Anyway'));
  });

  test('uploads with the right type, refreshes, and reports fresh once the edge serves the new bytes', async () => {
    const { session } = ui;
    await fresh();
    await ui.shot(`22-fresh-${language}`);
    expect((await edge()).body).toContain('color: teal');
    const [put] = await session.control.calls('PutObject');
    expect(put?.status).toBe(200);
    const [refresh] = await session.control.calls('RefreshObjectCaches');
    expect(refresh?.params.ObjectPath).toContain(`${domain}/css/site.css`);
    const object = session.sandbox.state.buckets.get(bucket)?.objects.get(key);
    expect(object?.body.toString()).toBe('body { color: teal; }');
    expect(object?.headers['content-type']).toMatch(/^text\/css/);
  });

  test('the list of the status bar item begins with the last event', async () => {
    const { workbench } = ui;
    await clearNotifications(workbench);
    await workbench.statusItem(/CDN/).first().click();
    await workbench.pick.titled(say('Publishing to CDN'));
    await workbench.page.mouse.move(0, 0);
    await ui.shot(`181-what-happened-${language}`);
    expect((await workbench.pick.labels())[0]).toBe(key);
    await workbench.pick.leave();
  });

  test("the tooltip of the status bar item shows today's remaining quota", async () => {
    const { workbench, session } = ui;
    const { quota, used } = session.sandbox.state;
    const inWords = (count: number) => count.toLocaleString(language);
    expect(used.urls).toBeGreaterThan(0);
    await workbench.statusItem(/CDN/).first().hover();
    const hover = workbench.page.locator('.workbench-hover-container').filter({ hasText: say('URL refreshes') });
    await hover.waitFor();
    await ui.shot(`126-quota-tooltip-${language}`);
    const lines = (await hover.innerText()).split('\n').map((line) => line.trim());
    for (const [name, kind] of [
      ['URL refreshes', 'urls'],
      ['Directory refreshes', 'dirs'],
      ['Prefetches', 'preload'],
    ] as const)
      expect(lines).toContain(
        say('{0}: {1} of {2}', say(name), inWords(quota[kind] - used[kind]), inWords(quota[kind])),
      );
    expect(lines).toContain(say('{0} ({1})', `css → ${bucket}/css/`, domain));
    await workbench.page.mouse.move(0, 0);
  });

  test('a change of another author is compared before it is overwritten', async () => {
    await changeElsewhere('body { color: tomato; }');
    const before = await puts();
    await saveAs('body { color: navy; }');
    await conflict().waitFor();
    await ui.workbench.statusItem(say('CDN: {0} Waiting', '1')).waitFor();
    await press('Compare');
    await ui.workbench.tab(say('{0} (bucket ↔ disk)', 'css/site.css')).waitFor();
    await ui.workbench.page.locator('.monaco-diff-editor .view-line', { hasText: 'tomato' }).first().waitFor();
    await conflict().waitFor();
    await ui.shot(`121-conflict-${language}`);
    expect({ puts: await puts(), stored: stored() }).toEqual({ puts: before, stored: 'body { color: tomato; }' });
    await press('Overwrite');
    await fresh();
    await ui.workbench.runCommand('View: Close Editor');
    expect(stored()).toBe('body { color: navy; }');
    expect((await edge()).body).toContain('navy');
  });

  test('a save waits in the list while paused, and continues on resume', async () => {
    const { workbench } = ui;
    await workbench.runCommand(`OSS + CDN: ${label('command.pausePublishing')}`);
    await workbench.statusItem(say('CDN: Publishing Paused')).waitFor();
    const before = await puts();
    await saveAs('body { color: plum; }');
    await workbench.statusItem(say('CDN: Publishing Paused')).click();
    await workbench.pick.titled(say('Publishing to CDN'));
    await workbench.pick
      .rows()
      .filter({ hasText: say('On hold') })
      .first()
      .waitFor();
    await ui.shot(`122-held-${language}`);
    expect(await puts()).toBe(before);
    await workbench.pick.choose(say('Resume Publishing'));
    const asked = workbench.notification(say('Held files are not published yet'));
    await asked.getByRole('button', { name: say('Publish'), exact: true }).click();
    await fresh();
    expect(stored()).toBe('body { color: plum; }');
  });

  test('revoking consent removes waiting entries from the list', async () => {
    const { workbench } = ui;
    const held = workbench.pick
      .rows()
      .filter({ hasText: key })
      .filter({ hasText: say('On hold') });
    await workbench.runCommand(`OSS + CDN: ${label('command.pausePublishing')}`);
    await workbench.statusItem(say('CDN: Publishing Paused')).waitFor();
    const before = await puts();
    await saveAs('body { color: gray; }');
    await workbench.statusItem(say('CDN: Publishing Paused')).click();
    await held.waitFor();
    await workbench.pick.leave();
    await workbench.runCommand(`OSS + CDN: ${label('command.revokeConsent')}`);
    await workbench
      .notification(say('Consent revoked. You are asked again before the next save is published'))
      .waitFor();
    await workbench.statusItem(say('CDN: Publishing Paused')).click();
    await workbench.pick.titled(say('Publishing to CDN'));
    await expect.poll(() => held.count(), { timeout: patienceMs }).toBe(0);
    await workbench.pick.leave();
    expect(await puts()).toBe(before);
  });
});

describe('a window that closes before its work is done', () => {
  const { say } = wordsOf('en');
  let ui: UiRun;

  const stored = () => ui.session.sandbox.state.buckets.get(bucket)?.objects.get(key);

  beforeAll(async () => {
    ui = await startUi('en', {
      prepare: (workspace) => writeMapping(workspace, JSON.stringify({ mappings: [mapping] })),
    });
    await signIn(ui.workbench, 'en');
  });
  afterAll(() => ui?.stop());

  const saveAs = async (text: string) => {
    await ui.workbench.openFile('site.css');
    await ui.workbench.replaceText(text);
    await ui.workbench.save();
  };
  const killExtensionHost = async () => {
    const { vscode } = ui.session;
    const [pid] = vscode.extensionHosts();
    process.kill(pid ?? 0, 'SIGKILL');
    await expect.poll(() => vscode.extensionHosts()).not.toContain(pid);
  };

  test('the next start shows the waiting entries and continues with them', async () => {
    const { workbench, session } = ui;
    await saveAs('body { color: teal; }');
    await workbench.modal.read('shop-demo/css');
    await workbench.modal.press('Publish');
    await workbench.statusItem('CDN: Fresh').waitFor();
    await session.control.fault({ action: 'PutObject', kind: 'silence' });
    await saveAs('body { color: olive; }');
    const faults = async () => (await session.control.calls('PutObject')).map(({ fault }) => fault);
    await expect.poll(faults, { timeout: patienceMs }).toEqual([undefined, 'silence']);
    // The next window uploads slowly, so that the waiting file can be seen.
    await session.control.fault({ action: 'PutObject', kind: 'latency', ms: 10_000, count: 10 });
    await killExtensionHost();
    await workbench.page.reload();
    await workbench.statusItem(say('CDN: Uploading {0}', '1')).click();
    await workbench.pick.rows().filter({ hasText: 'css/site.css' }).waitFor();
    await ui.shot('123-after-crash-en');
    await workbench.pick.leave();
    await workbench.statusItem('CDN: Fresh').waitFor();
    expect(stored()?.body.toString()).toBe('body { color: olive; }');
  });

  test('an object of another author is asked about after the data were lost, as in a rebuilt container', async () => {
    const { workbench, session } = ui;
    await killExtensionHost();
    const storages = join(session.vscode.dataDir, 'data/User/globalStorage');
    for (const name of readdirSync(storages)) rmSync(join(storages, name), { recursive: true });
    const theirs = 'body { color: crimson; }';
    await session.control.act('putObject', { bucket, key, text: theirs, type: 'text/css' });
    await workbench.page.reload();
    await workbench.statusItem('CDN').waitFor();
    await saveAs('body { color: navy; }');
    const conflict = workbench.notification(
      say('Files in {0} were not published from this computer', 'assets-singapore/css/'),
    );
    await conflict.waitFor();
    await ui.shot('210-store-emptied-en');
    expect(stored()?.body.toString()).toBe(theirs);
    await conflict.getByRole('button', { name: say('Publish Anyway'), exact: true }).click();
    await expect.poll(() => stored()?.body.toString(), { timeout: patienceMs }).toBe('body { color: navy; }');
    await workbench.statusItem('CDN: Fresh').waitFor();
  });

  test('a file deleted in the Explorer is deleted from bucket and edge after a question', async () => {
    const { workbench, session } = ui;
    await session.control.setSpeed(instant);
    await workbench.openContainer('Explorer');
    const files = new View(workbench.page.locator('.explorer-folders-view'));
    await files.expand('css');
    await files.row('site.css').click();
    await workbench.page.keyboard.press('Delete');
    await workbench.modal.read('site.css');
    await workbench.page.keyboard.press('Enter');
    const asked = await workbench.modal.read('Also delete');
    for (const part of [key, bucket]) expect(asked).toContain(part);
    await ui.shot('124-delete-en');
    expect(stored()).toBeDefined();
    await workbench.modal.press('Delete from Bucket');
    await expect.poll(stored, { timeout: patienceMs }).toBeUndefined();
    const status = async () =>
      (await lookAt(session.sandbox).edge(`${domain}.w.kunlunsl.com`, domain, `/${key}`)).status;
    await expect.poll(status, { timeout: patienceMs }).toBe(404);
  });

  test('a mapping that leaves the workspace is a problem at its line', async () => {
    const { workbench, session } = ui;
    writeMapping(session.workspace, JSON.stringify({ mappings: [{ ...mapping, folder: '../outside' }] }, undefined, 2));
    await workbench.openFile('oss-cdn.json');
    await workbench.page.locator('.monaco-editor .squiggly-error, .monaco-editor .squiggly-warning').first().waitFor();
    await workbench.statusItem(say('CDN: Invalid Mapping')).waitFor();
    await ui.shot('32-broken-mapping-en');
  });
});
