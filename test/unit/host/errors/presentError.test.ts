import { expect, it } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import { errorText } from '../../../../src/host/errors/presentError.js';

it('shows what an error is about without links, control or direction marks', () => {
  const error = new AppError('noSuchObject', { subject: '[a](command:b)\u202E\n' });
  expect(errorText(error)).toMatch(/: \[a\] \(command:b\)\\u\{202e\}\\u\{a\}$/);
});
