import { describe, expect, it } from 'vitest';
import { errorKinds } from '../../../../src/core/errorKinds.js';
import { AppError, type ErrorKind } from '../../../../src/core/errors.js';
import { errorText, kindOfCode, remediesOf, sentenceOf } from '../../../../src/core/errorTexts/errorText.js';

describe('the kind of a code', () => {
  it.each([
    ['NoSuchBucket', '', 'noSuchBucket'],
    ['ECONNREFUSED', '', 'offline'],
    ['DomainRecordConflict', '', 'otherRefusal'],
    ['QuotaExceeded.Refresh', 'RefreshObjectCaches', 'quotaExceeded'],
    ['QuotaExceeded.Refresh', 'PushObjectCache', 'prefetchQuotaExceeded'],
    ['Throttling.Api', '', 'throttled'],
    ['InvalidAnything.Malformed', '', 'invalidInput'],
    ['untrusted', '', undefined],
    ['constructor', '', undefined],
  ] as const)('of %s in the answer to "%s" is %s', (code, action, kind) => {
    expect(kindOfCode(code, action)).toBe(kind);
  });
});

describe('the sentence of an error', () => {
  it('is that of its code, with the remedies that it names', () => {
    const error = new AppError('cnameRefused', { code: 'NoSuchCnameInRecord' });
    expect(sentenceOf(error)).toContain('ICP filing');
    expect(remediesOf(error)).toEqual(['icp']);
  });

  it('has the remedies of the kind where its code names none', () => {
    const error = new AppError('operationBarred', { code: 'FunctionMutex' });
    expect(sentenceOf(error)).toContain('conflicts with another setting');
    expect(remediesOf(error)).toEqual(errorKinds.operationBarred.remedies);
  });

  it.each([
    ['acmeUnavailable', 'ECONNRESET'],
    ['overdue', 'OperationDenied'],
    ['wrongRegion', 'AccessDenied'],
  ] as const)('is that of the kind %s where the code %s is of another kind', (kind, code) => {
    const error = new AppError(kind, { code });
    expect(sentenceOf(error)).toBe(errorKinds[kind].text());
    expect(remediesOf(error)).toEqual(errorKinds[kind].remedies);
  });

  it('is that of the upload domain where the failure is of that', () => {
    const error = new AppError('offline', { scope: 'bucket' });
    expect(sentenceOf(error)).toContain('upload domain');
    expect(remediesOf(error)).toEqual(['dns']);
  });

  it('is that of an unexpected error for a kind of another version', () => {
    const error = new AppError('zoneBarred' as ErrorKind, { code: 'DomainForbidden' });
    expect(sentenceOf(error)).toBe(errorKinds.unexpected.text());
  });
});

describe('the whole message of an error', () => {
  it('shows what an error is about without links, control or direction marks', () => {
    const error = new AppError('noSuchObject', { subject: '[a](command:b)\u202E\n' });
    expect(errorText(error)).toMatch(/: \[a\] \(command:b\)\\u\{202e\}\\u\{a\}$/);
  });

  it('names the URL that could not be prefetched, and the domain with a staging configuration, within the sentence', () => {
    const [prefetch, staging] = (['prefetchFailed', 'stagingActive'] as const).map((kind) =>
      errorText(new AppError(kind, { subject: 'img.example.com' })),
    );
    const refused = errorText(new AppError('stagingActive', { subject: 'img.example.com', functionName: 'gzip' }));
    expect({ prefetch, staging, isSame: refused === staging }).toEqual({
      prefetch: 'CDN could not prefetch img.example.com. Retry it in the Refresh Tasks view',
      staging:
        'img.example.com has a staging configuration under test. Publish it or roll it back in the CDN console first',
      isSame: true,
    });
  });

  it('names the function that was to be set behind its domain', () => {
    const error = new AppError('configExists', { subject: 'img.example.com', functionName: 'gzip' });
    expect(errorText(error)).toMatch(/: img\.example\.com gzip$/);
  });

  it('says what to do about a mapping that another one is in the way of', () => {
    const error = new AppError('badFile', { subject: '.vscode/oss-cdn.json', code: 'mappingConflict' });
    expect(errorText(error)).toMatch(/choose another/);
  });
});
