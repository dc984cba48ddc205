import { beforeEach, describe, expect, test } from 'vitest';
import { translateError } from '../../../../src/cloud/errors.js';
import { toAppError } from '../../../../src/core/errors.js';
import { type CommandDeps, guard, registerCommand } from '../../../../src/host/commands.js';
import { bugReport } from '../../../../src/host/errors/presentError.js';
import { writeLog } from '../../../../src/host/log/logLines.js';
import { createRedactor } from '../../../../src/host/log/redact.js';
import { editor, packageJSON, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

beforeEach(resetEditor);

function openLog(bugs?: string) {
  const lines: string[] = [];
  const line = (message: string) => void lines.push(message);
  const channel = { debug: line, info: line, warn: line, error: line, show: () => undefined, dispose: () => undefined };
  const manifest = { version: '0.1.0', ...(bugs !== undefined && { bugs: { url: bugs } }) };
  return { log: writeLog(createRedactor(), channel, manifest), lines };
}

const sentence = 'This is a bug in the extension, not in your setup: copy the details and report it';
const fail = async () => {
  const none = undefined as unknown as { readonly status: string };
  return none.status;
};

describe('a bug', () => {
  test('during a command is reported as a bug, with its stack in the log', async () => {
    const { log, lines } = openLog();
    const deps = { log, clock: createVirtualClock(), context: { extension: { packageJSON } } } as never as CommandDeps;
    registerCommand(deps, 'ossCdn.signOut', fail);
    await editor.commands.get('ossCdn.signOut')?.();
    expect(shownTexts()).toEqual([`${sentence}\n[Copy Details]\n[Show Log]`]);
    expect(lines).toEqual([
      expect.stringMatching(
        /^ossCdn\.signOut failed: kind=bug .*TypeError: .*\n {4}at fail \(.*bugReport\.test\.ts:\d+/,
      ),
    ]);
  });

  test('in a cloud call is reported as a bug, with the call', async () => {
    const { log, lines } = openLog();
    const secret = 'NotARealSecret/With+Signs==';
    const error = translateError(new TypeError(`x ${secret}`), {
      action: 'PutObject',
      subject: 'b/k',
      secrets: [secret],
    });
    await guard(log, 'publish', () => Promise.reject(error));
    expect(shownTexts()).toEqual([`${sentence}\n[Copy Details]\n[Show Log]`]);
    expect(lines.join('\n')).toMatch(/action=publish > PutObject/);
    expect(lines.join('\n')).not.toMatch(/NotARealSecret|b\/k/);
  });

  test('is reported where the manifest says', async () => {
    editor.press = (button) => button === 'Report';
    await guard(openLog('https://example.com/issues').log, 'publish', fail);
    expect(shownTexts()).toEqual([`${sentence}\n[Copy Details]\n[Show Log]\n[Report]`]);
    await expect.poll(() => editor.opened).toEqual(['https://example.com/issues']);
  });

  test('is copied with version, system, task and stack', async () => {
    editor.press = (button) => button === 'Copy Details';
    await guard(openLog().log, 'ossCdn.publishFile', fail);
    await expect.poll(() => editor.copied).toHaveLength(1);
    expect(editor.copied[0]).toMatch(
      /^OSS \+ CDN for Alibaba Cloud 0\.1\.0\nVS Code \S+ .*\nTask: ossCdn\.publishFile\nTypeError: .*\nat fail \(.*bugReport\.test\.ts:\d+/,
    );
  });
});

test.each([
  ['The "path" argument must be of type string. Received my-bucket', 'my-bucket'],
  ["Invalid URL: 'https://my-bucket.oss-cn-hangzhou.aliyuncs.com/a?b=c'", 'my-bucket'],
  ['Could not read https://img.example.com/x', 'example'],
  ['Unexpected end of /home/jo/site/index.html', 'jo'],
  ['Unexpected end of C:\\Users\\jo\\site\\index.html', 'jo'],
  ['No account 1234567890123456', '1234567890123456'],
  ['No key LTAI5tNotARealKeyId1', 'NotAReal'],
  ['img.example.com is not online', 'example'],
])('a report does not tell what the user works with: %s', (message, hidden) => {
  const text = bugReport(toAppError(new TypeError(message)), { version: '0.1.0' });
  expect(text).toContain('TypeError: ');
  expect(text).not.toContain(hidden);
});

test('a report says what failed in the program', () => {
  const message = "Cannot read properties of undefined (reading 'status')";
  expect(bugReport(toAppError(new TypeError(message)), { version: '0.1.0' })).toContain(`TypeError: ${message}`);
});
