import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFromPage, parsePageState } from '../../../../src/host/page/fromPage.js';

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
    expect(parseFromPage(message, ['recheck'])).toEqual(wanted);
  });

  it('a message of any kind is read without throwing', () => {
    fc.assert(fc.property(fc.anything(), (message) => void parseFromPage(message, ['recheck'])));
  });
});

describe('parsePageState', () => {
  it('gives the title back that the page kept', () => {
    expect(parsePageState({ title: '*.example.com', scroll: 3 })).toBe('*.example.com');
  });

  it.each([undefined, null, 'img.example.com', {}, { title: 1 }])('a page state of %j has no title', (state) => {
    expect(parsePageState(state)).toBeUndefined();
  });
});
