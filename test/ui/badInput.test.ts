import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pageButton, readPage } from '../support/pageInFront.js';
import { signIn, signInTyped } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { patienceMs } from '../support/workbench.js';
import { cloudView, openForm } from './support/actions.js';
import { callsOf } from './support/traces.js';

const good = { folder: '.', bucket: 'site-hangzhou', region: 'cn-hangzhou', domains: ['static.shop-demo.com'] };
const other = { ...good, folder: 'js', bucket: 'assets-singapore', region: 'ap-southeast-1', prefix: 'js/' };

let ui: UiRun;
beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${task.name.replaceAll(/\W+/g, '-')}`)));

function writeText(workspace: string, text: string): void {
  mkdirSync(join(workspace, '.vscode'), { recursive: true });
  writeFileSync(join(workspace, '.vscode/oss-cdn.json'), text);
}

function writeMapping(workspace: string, ...mappings: readonly object[]): void {
  writeText(workspace, JSON.stringify({ mappings }, undefined, 2));
}

const prepare = (workspace: string) => writeMapping(workspace, good);

/** Types a text into a file of the site in place of the old one, and saves the file. */
async function change(file: 'site.css' | 'app.js', text: string): Promise<void> {
  const { workbench } = ui;
  await workbench.openFile(file);
  await workbench.replaceText(text);
  await workbench.save();
  await workbench.page.locator('.tabs-container .tab.dirty').waitFor({ state: 'detached' });
}

const putsOf = (key: string) =>
  callsOf(ui.session.sandbox.state, 'PutObject').filter(({ params }) => params.key === key);
const problem = (text: string) =>
  ui.workbench.page.locator('.markers-panel .monaco-list-row').filter({ hasText: text });

async function openProblems(): Promise<void> {
  const { page } = ui.workbench;
  if (!(await page.locator('.markers-panel').isVisible())) await page.keyboard.press('Control+Shift+M');
  await page.locator('.markers-panel').waitFor();
}

describe('bad input in the workbench', () => {
  beforeAll(async () => {
    ui = await startUi('en', { prepare });
  });
  afterAll(() => ui?.stop());

  test('a wrong AccessKey is rejected in its input box, and Show Log opens the log', async () => {
    const { workbench, session } = ui;
    await signInTyped(workbench, { id: session.sandbox.accessKey.id, secret: 'ThisIsNotTheRightSecret000001' });
    const refusal = 'The AccessKey secret does not match the AccessKey ID: check both and sign in again';
    await workbench.pick.root.getByText(refusal).waitFor();
    expect(await workbench.notification(/./).count()).toBe(0);
    await ui.shot('61-wrong-key-en');
    await workbench.pick.leave();
    await workbench.runCommand('OSS + CDN: Show Log');
    // The VS Code of these tests has no log writer, so that its channels are blank.
    await workbench.tab('OSS + CDN.log').waitFor();
    await workbench.page.locator('.monaco-editor .view-lines', { hasText: 'GetCallerIdentity' }).waitFor();
    await cloudView(workbench).button('Sign In').waitFor();
  });

  const refused: readonly (readonly [string, string])[] = [
    ['例子.shop-demo.com', 'Chinese domain names are not supported by Alibaba Cloud CDN'],
    [
      'xn--fsqu00a.shop-demo.com',
      'Chinese domain names are not supported by Alibaba Cloud CDN, including in Punycode (xn--)',
    ],
    ['my_site.shop-demo.com', 'An accelerated domain cannot contain an underscore'],
    [`${'a'.repeat(64)}.shop-demo.com`, 'A label between two dots cannot be longer than 63 characters'],
    ['192.0.2.1', 'An IP address cannot be accelerated'],
    ['com.cn', 'This is a public suffix'],
  ];

  test('the form rejects each invalid name with one sentence, without a request', async () => {
    const { workbench, session } = ui;
    const cloud = cloudView(workbench);
    await signIn(workbench);
    await cloud.expand('CDN Domains');
    await cloud.row('static.shop-demo.com').filter({ hasText: 'online' }).waitFor();
    await openForm(workbench, 'site-hangzhou');
    await workbench.pick.choose('Enter a Domain…');
    await workbench.pick.input.and(workbench.page.locator('[placeholder="www.example.com"]')).waitFor();
    const box = workbench.pick.root.locator('.quick-input-box');
    const message = workbench.pick.root.locator('.quick-input-message');
    const before = session.sandbox.state.calls.length;
    for (const [name, sentence] of refused) {
      await workbench.pick.answer(name);
      await message.filter({ hasText: sentence }).waitFor();
      await box.locator('.monaco-inputbox.error').waitFor();
      const text = ((await message.textContent()) ?? '').trim();
      expect(text.split('\n'), name).toHaveLength(1);
    }
    await ui.shot('64-refused-name-en');
    expect(session.sandbox.state.calls.slice(before)).toEqual([]);
  });

  test('a pasted address is shortened to its name', async () => {
    const { workbench, session } = ui;
    const { pick } = workbench;
    await pick.answer('https://IMG.Shop-Demo.com./path');
    await pick.titled('Business Type');
    const asked = callsOf(session.sandbox.state, 'CheckCdnDomainExist');
    expect(asked.map(({ params }) => params.DomainName)).toContain('img.shop-demo.com');
    await pick.choose('Image and Small File');
    await pick.titled('Region: img.shop-demo.com');
    await pick.choose('Chinese Mainland Only');
    await pick.titled('Folder to Publish');
    await pick.choose('Decide Later');
    await pageButton(workbench, 'Start').waitFor();
    const review = await readPage(workbench);
    expect(review).not.toMatch(/https:|IMG|\/path/);
    await ui.shot('65-trimmed-name-en');
    await pageButton(workbench, 'Cancel').click();
    expect(callsOf(session.sandbox.state, 'AddCdnDomain')).toEqual([]);
  });

  test('a malformed mapping is a problem at its line, and nothing is published', async () => {
    writeText(
      ui.session.workspace,
      '{\n  "mappings": [\n    {\n      "folder": ,\n      "bucket": "site-hangzhou"\n    }\n  ]\n}\n',
    );
    await openProblems();
    const row = problem('This is not valid JSON');
    await row.waitFor();
    expect(await row.textContent()).toContain('[Ln 4, Col 17]');
    await ui.workbench.statusItem('CDN: Invalid Mapping').waitFor();
    await ui.shot('62-malformed-mapping-en');
    await change('site.css', '/* under a malformed mapping */');
  });

  test.each(['/etc', 'C:/windows', '../outside', 'css/../../outside', '~/site'])(
    'a mapping of the folder %s is refused and publishes nothing, while another one works',
    async (folder) => {
      const { workbench, session } = ui;
      const before = putsOf('js/app.js').length;
      writeMapping(session.workspace, { ...good, folder }, other);
      await openProblems();
      const row = problem(`The folder must be a path inside the workspace folder, written with "/": ${folder}`);
      await row.waitFor();
      expect(await row.textContent()).toContain('[Ln 4, ');
      await change('site.css', `/* under a mapping of ${folder} */`);
      // Saves are handled one after the other, so the first save was handled before this one arrives.
      await change('app.js', `// beside a mapping of ${folder}`);
      if (before === 0) {
        await workbench.modal.read('assets-singapore');
        await workbench.modal.press('Publish');
      }
      await expect.poll(() => putsOf('js/app.js').length, { timeout: patienceMs }).toBe(before + 1);
      expect(putsOf('css/site.css')).toEqual([]);
      expect(await workbench.modal.root.count()).toBe(0);
    },
  );

  test.each([
    ['missing bucket', { ...good, bucket: 'no-such-bucket-here-1' }, 'The bucket does not exist in this account'],
    ['wrong region', { ...good, region: 'cn-shanghai' }, 'The bucket is in another region; use this one: cn-hangzhou'],
  ])('a %s shows one sentence on save', async (name, mapping, sentence) => {
    const { workbench, session } = ui;
    const before = putsOf('css/site.css').length;
    writeMapping(session.workspace, mapping);
    await change('site.css', `/* ${name} */`);
    await workbench.modal.read(mapping.bucket);
    await workbench.modal.press('Publish');
    await workbench.statusItem('CDN: 1 Failed').click();
    await workbench.pick.titled('Publishing to CDN');
    const failed = workbench.pick.rows().filter({ hasText: 'css/site.css' });
    expect(await failed.textContent()).toContain(sentence);
    await ui.shot(`63-${name.replace(' ', '-')}-en`);
    await workbench.pick.choose('Dismiss All');
    await workbench.statusItem('Failed').waitFor({ state: 'detached' });
    expect(putsOf('css/site.css').slice(before)).toEqual([]);
    expect(session.sandbox.state.buckets.get('site-hangzhou')?.objects.get('css/site.css')?.body.toString()).toContain(
      'sans-serif',
    );
  });
});

describe('an untrusted workspace', () => {
  beforeAll(async () => {
    ui = await startUi('en', { askTrust: true, prepare });
  });
  afterAll(() => ui?.stop());

  test('nothing is uploaded on save until the workspace is trusted', async () => {
    const { workbench } = ui;
    await workbench.statusItem('Restricted Mode').waitFor();
    await signIn(workbench);
    await workbench.statusItem('CDN: Restricted').waitFor();
    await change('site.css', '/* not trusted */');
    await ui.shot('66-restricted-en');
    // This call, which the user triggers, is sent later than any call that the save could have triggered.
    await cloudView(workbench).expand('CDN Domains');
    await cloudView(workbench).row('static.shop-demo.com').waitFor();
    expect(callsOf(ui.session.sandbox.state, 'PutObject')).toEqual([]);
    expect(await workbench.modal.root.count()).toBe(0);

    await workbench.statusItem('Restricted Mode').click();
    await workbench.page.getByRole('button', { name: 'Trust', exact: true }).click();
    const trustEditor = workbench.page.locator('.monaco-modal-editor-block');
    await trustEditor.getByRole('button', { name: 'Close' }).first().click();
    await trustEditor.waitFor({ state: 'hidden' });
    await workbench.statusItem('CDN: Restricted').waitFor({ state: 'detached' });
    await change('site.css', '/* trusted now */');
    await workbench.modal.read('Publish files from');
    expect(putsOf('css/site.css')).toEqual([]);
    await workbench.modal.press('Publish');
    // What the file was in the untrusted workspace was never published.
    await workbench.pressNotification(
      'Files in site-hangzhou/ were not published from this computer',
      'Publish Anyway',
    );
    await expect.poll(() => putsOf('css/site.css'), { timeout: patienceMs }).toHaveLength(1);
    expect(putsOf('css/site.css')[0]?.params.size).toBe(String('/* trusted now */'.length));
  });
});
