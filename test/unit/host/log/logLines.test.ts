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
