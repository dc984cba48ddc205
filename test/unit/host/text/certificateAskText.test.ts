import { expect, test } from 'vitest';
import { heldText } from '../../../../src/host/text/https/certificateAskText.js';

test('the certificate of a domain is described even when it has no name', () => {
  expect(heldText({ name: '', expires: Date.UTC(2036, 5, 30, 12) })).toBe('unnamed certificate, until Jun 30, 2036');
  expect(heldText({ name: '' })).toBe('unnamed certificate');
});
