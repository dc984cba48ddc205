import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../src/core/errors.js';
import { consoleLinks } from '../../../src/host/consoleLinks.js';
import { buttonPage, errorButtons } from '../../../src/host/errorButtons.js';
import type { Log } from '../../../src/host/logLines.js';
import { presentError } from '../../../src/host/presentError.js';

const editor = vi.hoisted(() => ({
  shown: [] as string[][],
  press: '',
  opened: [] as string[],
  copied: [] as string[],
  run: [] as unknown[][],
}));
vi.mock('vscode', async () => ({
  ...(await import('../../support/vscodeWords.js')),
  window: {
    showErrorMessage: async (...words: string[]) => {
      editor.shown.push(words);
      return words.slice(1).find((word) => word === editor.press);
    },
  },
  env: {
    openExternal: async (url: string) => editor.opened.push(url),
    clipboard: { writeText: async (text: string) => editor.copied.push(text) },
  },
  commands: { executeCommand: async (...given: unknown[]) => editor.run.push(given) },
  Uri: { parse: (url: string) => url },
  workspace: { getConfiguration: () => ({ get: () => 'international' }) },
}));

const shownLog: string[] = [];
const log = {
  redact: (text: string) => text.replaceAll('secret', '***'),
  show: () => shownLog.push('shown'),
} as Partial<Log> as Log;

beforeEach(() => {
  for (const list of [editor.shown, editor.opened, editor.copied, editor.run, shownLog]) list.length = 0;
  editor.press = '';
});

describe('the buttons of an error', () => {
  it('have the way out in front, the help of the vendor behind it, and no log beside a page', () => {
    const details = { requestId: 'R1', helpUrl: 'https://api.aliyun.com/troubleshoot?q=x' };
    expect(errorButtons(new AppError('overdue', details))).toEqual(['billing', 'help', 'details']);
    expect(errorButtons(new AppError('unavailable', details))).toEqual(['help', 'details', 'log']);
  });

  it('are none for a value that was refused here', () => {
    expect(errorButtons(new AppError('invalidInput'))).toEqual([]);
    expect(errorButtons(new AppError('invalidInput', { requestId: 'R1' }))).toEqual(['details', 'log']);
  });

  it('open pages of the site that the setting names', () => {
    for (const page of ['cdn', 'dns', 'oss', 'billing', 'quotas', 'ticket'] as const) {
      expect(buttonPage(page, consoleLinks('china'))).toMatch(/^https:\/\/\w[\w-]*\.console\.aliyun\.com\//);
      expect(buttonPage(page, consoleLinks('international'))).toMatch(/\.console\.alibabacloud\.com\//);
    }
    expect(buttonPage('log', consoleLinks('china'))).toBeUndefined();
  });
});

describe('an error that is shown', () => {
  it('leads from a refused public domain to the onboarding of that bucket', async () => {
    const bucket = { name: 'site', region: 'cn-hangzhou' };
    editor.press = 'Set Up Upload Domain';
    await presentError(new AppError('publicEndpointForbidden', { requestId: 'R1', bucket }), log);
    expect(editor.shown[0]?.slice(1)).toEqual(['Set Up Upload Domain', 'Copy Details']);
    expect(editor.run).toEqual([['ossCdn.onboard', bucket]]);
  });

  it('says one sentence without secrets and does what the pressed button says', async () => {
    const error = new AppError('overdue', { requestId: 'R1', subject: 'secret.example.com' });
    editor.press = 'Open Billing';
    await presentError(error, log);
    expect(editor.shown).toEqual([
      [
        'The account has an overdue payment: settle it in the console and try again: ***.example.com',
        'Open Billing',
        'Copy Details',
      ],
    ]);
    expect(editor.opened).toEqual([consoleLinks('international').balance()]);
    editor.press = 'Copy Details';
    await presentError(error, log);
    expect(editor.copied).toEqual(['kind=overdue subject=***.example.com requestId=R1']);
  });

  it('opens the help of the vendor, shows the log, and says nothing of what was cancelled', async () => {
    const helpUrl = 'https://api.aliyun.com/troubleshoot?q=x';
    editor.press = 'Open Help';
    await presentError(new AppError('unavailable', { requestId: 'R1', helpUrl }), log);
    expect(editor.opened).toEqual([helpUrl]);
    editor.press = 'Show Log';
    await presentError(new AppError('unavailable', { requestId: 'R1' }), log);
    expect(shownLog).toEqual(['shown']);
    await presentError(new AppError('cancelled'), log);
    expect(editor.shown).toHaveLength(2);
  });
});
