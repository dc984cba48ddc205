import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Language } from '../support/browser.js';
import { signIn } from '../support/signIn.js';
import { startUi, type UiRun } from '../support/uiRun.js';
import { patienceMs, type View } from '../support/workbench.js';
import { callsOf } from './support/onboarding.js';
import { wordsOf } from './words.js';

describe.each<Language>(['en', 'zh-cn'])('a folder for a bucket that is online already, in %s', (language) => {
  const { say, label } = wordsOf(language);
  let ui: UiRun;
  let cloud: View;

  beforeAll(async () => {
    ui = await startUi(language);
    cloud = await signIn(ui.workbench, language);
    await cloud.expand(say('Buckets'));
  });
  afterAll(() => ui?.stop());
  beforeEach(({ task, onTestFailed }) => onTestFailed(() => ui.shot(`failed-${language}-${task.id}`)));

  const mappings = () => {
    const file = join(ui.session.workspace, '.vscode/oss-cdn.json');
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).mappings : undefined;
  };

  test('is mapped without JSON by hand, and nothing is sent before the user agrees', async () => {
    const { pick } = ui.workbench;
    await cloud.chooseFromMenu('assets-singapore', label('command.publishFolderHere'));
    await pick.titled(say('Folder to Publish'));
    await pick.row('css').waitFor();
    await ui.shot(`96-publish-here-${language}`);
    await pick.choose('css');
    await pick.titled(say('Folder in the Bucket'));
    await pick.answer('styles');
    await pick.titled(say('When to Publish'));
    await pick.choose(say('On Every Save'));
    const wanted = {
      folder: 'css',
      bucket: 'assets-singapore',
      region: 'ap-southeast-1',
      prefix: 'styles/',
      domains: ['static.shop-demo.com'],
      onSave: 'publish',
    };
    await expect.poll(mappings, { timeout: patienceMs }).toEqual([wanted]);
    expect(callsOf(ui.session.sandbox.state, 'PutObject')).toEqual([]);
  });
});
