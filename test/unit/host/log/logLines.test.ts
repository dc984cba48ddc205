import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import { writeLog } from '../../../../src/host/log/logLines.js';
import { createRedactor } from '../../../../src/host/log/redact.js';
import { secret as accountSecret, secretTexts, tellsSecret } from '../../../support/secretTexts.js';

const secret = 'NotARealSecret/With+Signs==';

function openLog() {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const ends = { show: () => undefined, dispose: () => undefined };
  const channel = { debug: write, info: write, warn: write, error: write, ...ends };
  const log = writeLog(createRedactor(), channel, { version: '' });
  log.hide(secret);
  return { log, lines };
}

describe('the log', () => {
  it('hides a secret in whatever is written', () => {
    const { log, lines } = openLog();
    log.debug(`a ${secret}`);
    log.info(encodeURIComponent(secret));
    log.warn(Buffer.from(`x${secret}`).toString('base64'));
    log.failure('upload', new AppError('unexpected', { message: secret, subject: `b/${secret}` }));
    const call = { action: 'PutObject', mutating: true, startedAt: 0, durationMs: 1 };
    log.call({ ...call, subject: secret });
    log.call({ ...call, subject: secret, failed: secret });
    expect(lines).toHaveLength(6);
    for (const line of lines) {
      expect(line).not.toContain(secret);
      expect(line).not.toContain(encodeURIComponent(secret));
      expect(line).not.toContain(Buffer.from(`x${secret}`).toString('base64').slice(4, -4));
    }
  });

  it.each(secretTexts)('hides the keys of the account %s in every part of a line', (_form, text) => {
    const { log, lines } = openLog();
    log.hide(accountSecret);
    log.info(text);
    const details = { code: text, message: text, requestId: text, endpoint: text, subject: text };
    log.failure(text, new AppError('unexpected', details));
    const call = { action: 'PutObject', mutating: true, startedAt: 0, durationMs: 1 };
    log.call({ ...call, subject: text, failed: text, requestId: text });
    expect(lines).toHaveLength(3);
    expect(lines.filter(tellsSecret)).toEqual([]);
  });

  it.each(['\n', '\r', '\r\n', '\u0085', '\u2028', '\u2029', '\u001b[2J', '\u202e'])(
    'has one line for what is written, whatever a name has in it: %j',
    (mark) => {
      const { log, lines } = openLog();
      const name = `a${mark}2026-01-01 12:00:00.000 [info] DeleteBucket site`;
      log.debug(name);
      log.info(name);
      log.warn(name);
      const error = new AppError('unexpected', { code: name, message: name, subject: name });
      log.failure(name, error);
      log.call({ action: 'PutObject', subject: name, mutating: true, startedAt: 0, durationMs: 1, failed: name });
      const codes = [...mark].map((char) =>
        /\p{C}|\p{Z}/u.test(char) ? `\\u{${char.codePointAt(0)?.toString(16)}}` : char,
      );
      expect(lines).toHaveLength(5);
      for (const line of lines) {
        expect(line).toContain(name.replace(mark, codes.join('')));
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }
    },
  );

  it('has action, subject, duration and RequestId of a call on one line', () => {
    const { log, lines } = openLog();
    const call = { action: 'AddCdnDomain', subject: 'img.example.com', mutating: true, startedAt: 0, durationMs: 12.4 };
    log.call({ ...call, requestId: 'R1' });
    expect(lines).toEqual(['AddCdnDomain img.example.com 12 ms RequestId=R1']);
  });

  it('has kind and code of a call that failed, or its kind alone where no answer came', () => {
    const { log, lines } = openLog();
    const call = { action: 'ListBuckets', subject: '', mutating: false, startedAt: 0, durationMs: 12.4 };
    log.call({ ...call, failed: 'AccessDenied', kind: 'forbidden', requestId: 'R1' });
    log.call({ ...call, failed: 'offline', kind: 'offline' });
    expect(lines).toEqual([
      'ListBuckets 12 ms failed kind=forbidden code=AccessDenied RequestId=R1',
      'ListBuckets 12 ms failed kind=offline',
    ]);
  });
});
