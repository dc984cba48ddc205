import { expect, it } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import { errorText } from '../../../../src/host/errors/presentError.js';

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
