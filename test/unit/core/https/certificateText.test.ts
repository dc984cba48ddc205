import { expect, test } from 'vitest';
import { formerText, heldText } from '../../../../src/core/https/certificateText.js';

test('the certificate of a domain is described even when it has no name', () => {
  expect(heldText({ name: '', expires: Date.UTC(2036, 5, 30, 12) })).toBe('unnamed certificate, until Jun 30, 2036');
  expect(heldText({ name: '' })).toBe('unnamed certificate');
});

test('an undo is promised only where the current certificate can be set again', () => {
  expect(formerText({ name: '', id: 1, region: 'cn-hangzhou' })).toContain('Undo in the Activity view restores');
  for (const held of [{}, { id: 1 }, { region: 'cn-hangzhou' }])
    expect(formerText({ name: '', ...held })).toBe('The current certificate can be restored only in the CDN console.');
});
