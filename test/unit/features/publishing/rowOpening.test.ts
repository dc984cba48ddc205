import { beforeEach, expect, test } from 'vitest';
import { RowOpening } from '../../../../src/features/publishing/register.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';
import { settings } from '../../../support/fakeWorkspace.js';
import { createVirtualClock, type VirtualClock } from '../../../support/virtualClock.js';

const bucket = { name: 'site', region: 'cn-hangzhou' };
const object = { bucket, key: 'a.css' };
const click = { ...object, isClick: true };
let clock: VirtualClock;
let opening: RowOpening;

beforeEach(() => {
  resetEditor();
  settings.clear();
  clock = createVirtualClock();
  opening = new RowOpening(clock);
});

test('a click leaves the focus in the tree, a double click does not', async () => {
  expect(opening.takesFocus(click)).toBe(false);
  await clock.advance(400);
  expect(opening.takesFocus(click)).toBe(true);
});

test('clicks one after the other, or on two rows, are no double click', async () => {
  opening.takesFocus(click);
  await clock.advance(600);
  expect(opening.takesFocus(click)).toBe(false);
  expect(opening.takesFocus({ ...click, key: 'b.css' })).toBe(false);
});

test('Enter opens the focused row, and what it opens gets the focus', async () => {
  await opening.pressEnter();
  expect(editor.ran).toEqual([['list.select']]);
  await clock.advance(100);
  expect(opening.takesFocus(click)).toBe(true);
});

test('Enter on a row of another kind does not concern the next click', async () => {
  await opening.pressEnter();
  await clock.advance(600);
  expect(opening.takesFocus(click)).toBe(false);
});

test('the menu opens with the focus, and so does a click where VS Code asks for a double click', () => {
  expect(opening.takesFocus(object)).toBe(true);
  settings.set('list.openMode', 'doubleClick');
  expect(opening.takesFocus(click)).toBe(true);
});
