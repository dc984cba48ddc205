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
  ])('reads %j as %j', (message, wanted) => {
    expect(parseFromPage(message)).toEqual(wanted);
  });

  it('refuses anything else without throwing', () => {
    fc.assert(fc.property(fc.anything(), (message) => void parseFromPage(message)));
  });
});

describe('parsePageState', () => {
  it('gives a wildcard back in the writing of the CDN API', () => {
    expect(parsePageState({ domain: '*.example.com' })).toBe('.example.com');
    expect(parsePageState({ domain: 'img.example.com' })).toBe('img.example.com');
  });

  it.each([undefined, null, 'img.example.com', {}, { domain: 1 }])('knows no domain in %j', (state) => {
    expect(parsePageState(state)).toBeUndefined();
  });
});
