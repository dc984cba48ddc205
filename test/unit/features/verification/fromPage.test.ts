import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFromPage, parsePageState } from '../../../../src/features/verification/fromPage.js';

describe('parseFromPage', () => {
  it.each([
    [{ type: 'ready' }, { type: 'ready' }],
    [
      { type: 'copy', text: 'x' },
      { type: 'copy', text: 'x' },
    ],
    [
      { type: 'act', action: 'recheck', more: 1 },
      { type: 'act', action: 'recheck' },
    ],
    [{ type: 'act', action: 'workbench.action.quit' }, undefined],
    [{ type: 'act', action: 'toString' }, undefined],
    [{ type: 'copy', text: 7 }, undefined],
    [{ type: 'copy' }, undefined],
    ['ready', undefined],
    [null, undefined],
  ])('the message %j of the page is read as %j', (message, wanted) => {
    expect(parseFromPage(message)).toEqual(wanted);
  });

  it('a message of any kind is read without throwing', () => {
    fc.assert(fc.property(fc.anything(), (message) => void parseFromPage(message)));
  });
});

describe('parsePageState', () => {
  it('gives a wildcard back in the writing of the CDN API', () => {
    expect(parsePageState({ domain: '*.example.com' })).toBe('.example.com');
    expect(parsePageState({ domain: 'img.example.com' })).toBe('img.example.com');
  });

  it.each([undefined, null, 'img.example.com', {}, { domain: 1 }])('a page state of %j has no domain', (state) => {
    expect(parsePageState(state)).toBeUndefined();
  });
});
