import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Language } from '../support/browser.js';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { wordsOf } from './words.js';

const mapping = {
  folder: 'css',
  bucket: 'assets-singapore',
  region: 'ap-southeast-1',
  prefix: 'css/',
  domains: ['static.shop-demo.com'],
  onSave: 'publish',
};

function writeMapping(workspace: string, text: string): void {
  mkdirSync(join(workspace, '.vscode'), { recursive: true });
  writeFileSync(join(workspace, '.vscode/oss-cdn.json'), text);
}

describe.each<Language>(['en', 'zh-cn'])('saving a mapped file in %s', (language) => {
  const { say } = wordsOf(language);
  let ui: UiRun;

  beforeAll(async () => {
    ui = await startUi(language, {
      prepare: (workspace) => writeMapping(workspace, JSON.stringify({ mappings: [mapping] })),
    });
    await signIn(ui.workbench, language);
  });
  afterAll(() => ui?.stop());

  test('asks before the first upload, naming account, bucket, prefix and domain', async () => {
    const { workbench, session } = ui;
    await workbench.openFile('site.css');
    await workbench.replaceText('body { color: teal; }');
    await workbench.save();
    const asked = await workbench.modal.read('shop-demo/css');
    for (const part of ['1099511627776001', 'assets-singapore', 'css/', 'static.shop-demo.com']) {
      expect(asked).toContain(part);
    }
    expect(await session.control.calls('PutObject')).toEqual([]);
    await ui.shot(`21-consent-${language}`);
    await workbench.modal.press(say('Publish'));
  });

  test('uploads with the right type, refreshes, and says when the edge is fresh', async () => {
    const { workbench, session } = ui;
    await workbench.statusItem(say('CDN: Fresh')).waitFor({ timeout: 60_000 });
    await ui.shot(`22-fresh-${language}`);
    const [put] = await session.control.calls('PutObject');
    expect(put?.status).toBe(200);
    const [refresh] = await session.control.calls('RefreshObjectCaches');
    expect(refresh?.params.ObjectPath).toContain('static.shop-demo.com/css/site.css');
    const stored = session.sandbox.state.buckets.get('assets-singapore')?.objects.get('css/site.css');
    expect(stored?.body.toString()).toBe('body { color: teal; }');
    expect(stored?.headers['content-type']).toMatch(/^text\/css/);
  });
});

describe('Restricted Mode', () => {
  const { say, label } = wordsOf('en');
  let ui: UiRun;

  beforeAll(async () => {
    ui = await startUi('en', {
      askTrust: true,
      prepare: (workspace) => writeMapping(workspace, JSON.stringify({ mappings: [mapping] })),
    });
  });
  afterAll(() => ui?.stop());

  test('nothing is uploaded from a workspace that is not trusted', async () => {
    const { workbench, session } = ui;
    await workbench.statusItem('Restricted Mode').waitFor();
    await signIn(workbench, 'en');
    await workbench.statusItem(say('CDN: Restricted')).waitFor();
    await workbench.openFile('site.css');
    await workbench.replaceText('body { color: red; }');
    await workbench.save();
    await workbench.tab('site.css').and(workbench.page.locator(':not(.dirty)')).waitFor();
    await ui.shot('31-restricted-en');
    // A call that the person asks for now comes after anything that the save could have sent.
    await workbench.view(label('view.explorer')).expand(say('CDN Domains'));
    await workbench.view(label('view.explorer')).row('static.shop-demo.com').waitFor();
    expect(await session.control.calls('PutObject')).toEqual([]);
    expect(await workbench.modal.root.count()).toBe(0);
  });
});

describe('a broken mapping', () => {
  let ui: UiRun;

  beforeAll(async () => {
    const wrong = JSON.stringify({ mappings: [{ ...mapping, folder: '../outside' }] }, undefined, 2);
    ui = await startUi('en', { prepare: (workspace) => writeMapping(workspace, wrong) });
  });
  afterAll(() => ui?.stop());

  test('is a problem at its line, and nothing is sent', async () => {
    const { workbench, session } = ui;
    await workbench.openFile('oss-cdn.json');
    await workbench.page.locator('.monaco-editor .squiggly-error, .monaco-editor .squiggly-warning').first().waitFor();
    expect(await session.control.calls('PutObject')).toEqual([]);
    await ui.shot('32-broken-mapping-en');
  });
});
