import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { OpenPick, PickItem } from '../../../../src/core/form.js';
import { promptUi } from '../../../../src/host/prompts/promptUi.js';
import { eventually } from '../../../support/eventually.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';

const items: readonly PickItem<string>[] = [
  { label: 'first', value: 'a' },
  { label: 'second', value: 'b' },
];

beforeEach(resetEditor);

/** The picker once it shows so many rows. */
const shown = (rows: number) =>
  eventually(() => {
    const [box = expect.unreachable('no picker')] = editor.picks;
    expect(box.items).toHaveLength(rows);
    return box;
  });

/** Opens the picker; `accept` picks the row that is active. */
async function open(refined: Promise<readonly PickItem<string>[]>) {
  const reply = promptUi.pick({ title: 'Pick', placeholder: '', items, refined });
  const box = await shown(2);
  box.activeItems = box.items.slice(1);
  const accept = () => {
    box.selectedItems = box.activeItems;
    box.fire('accept');
    return reply;
  };
  return { box, accept };
}

it('a row for typing a name stays visible whatever filters the rows', async () => {
  void promptUi.pick({
    title: 'Pick',
    placeholder: '',
    items: [...items, { label: 'type', alwaysShow: true, value: 'c' }],
  });
  const box = await shown(3);
  expect(box.items.map(({ alwaysShow }) => alwaysShow)).toEqual([undefined, undefined, true]);
});

describe('a picker that accepts typed text', () => {
  const names = ['shop.com', 'img.shop.com', 'img.shop.com.cn'].map((name) => ({ label: name, value: name }));
  const typed = (text: string) => (/\.(org|co)$/.test(text) ? { label: `Use ${text}`, value: text } : undefined);

  it.each([
    ['the row that is typed whole', 'IMG.shop.com', 'img.shop.com'],
    ['else what is typed, where that can be an answer', 'img.shop.co', 'Use img.shop.co'],
    ['else one that begins so', 'img', 'img.shop.com'],
    ['else one that contains it', 'om.cn', 'img.shop.com.cn'],
    ['without any the first', 'zzz', 'other'],
    ['with nothing typed the first', '', 'other'],
  ])('a picker that accepts typed text activates %s', async (_name, text, expected) => {
    const other = { label: 'other', alwaysShow: true, value: '' };
    void promptUi.pick({ title: 'Pick', placeholder: '', items: [other, ...names], typed });
    const box = await shown(4);
    box.type(text);
    expect(box.activeItems.map(({ label }) => label)).toEqual([expected]);
  });
});

it('accepts typed text although its row disappeared, and keeps the order of all others', async () => {
  const typed = (text: string) => (text.includes('.') ? { label: `Use ${text}`, value: text } : undefined);
  const reply = promptUi.pick({ title: 'Pick', placeholder: '', items, typed });
  const box = await shown(2);
  box.type('a.b');
  expect(box.labels).toEqual(['first', 'second', 'Use a.b']);
  box.selectedItems = [];
  box.fire('accept');
  expect(await reply).toEqual({ kind: 'value', value: 'a.b' });
});

it.each([
  ['the row that is typed whole', 'second', 'b'],
  ['else the active one', 'fir', 'a'],
])('takes %s while the rows are drawn again and none is selected', async (_name, text, expected) => {
  const reply = promptUi.pick({ title: 'Pick', placeholder: '', items, typed: () => undefined });
  const box = await shown(2);
  box.type(text);
  box.selectedItems = [];
  box.fire('accept');
  expect(await reply).toEqual({ kind: 'value', value: expected });
});

describe('a picker with rows that gain details later', () => {
  it('shows them at once, then the details at the same row', async () => {
    let tell: (rows: readonly PickItem<string>[]) => void = () => undefined;
    const { box, accept } = await open(new Promise((resolve) => (tell = resolve)));
    tell(items.map((item) => ({ ...item, description: `more of ${item.label}` })));
    await eventually(() => expect(box.items[0]?.description).toBe('more of first'));
    expect(box.activeItems).toEqual([box.items[1]]);
    expect(await accept()).toEqual({ kind: 'value', value: 'b' });
  });

  it('stays as it is when nothing more becomes known', async () => {
    const refined = Promise.reject(new Error('silence'));
    const { accept } = await open(refined);
    await refined.catch(() => undefined);
    expect(await accept()).toEqual({ kind: 'value', value: 'b' });
  });
});

it('the watcher of an open picker changes the line above its rows, may close it, and ends with it', async () => {
  const opened: OpenPick[] = [];
  const dispose = vi.fn();
  const whileOpen = (open: OpenPick) => {
    opened.push(open);
    return { dispose };
  };
  const reply = promptUi.pick({ title: 'Pick', placeholder: '', notes: ['earlier'], items, whileOpen });
  const box = await shown(3);
  box.activeItems = box.items.slice(2);
  opened[0]?.setNotes(['later']);
  const active = box.activeItems.map(({ label }) => label);
  expect({ rows: box.labels, active, ends: dispose.mock.calls.length }).toEqual({
    rows: ['later', 'first', 'second'],
    active: ['second'],
    ends: 0,
  });
  opened[0]?.close();
  expect({ reply: await reply, ends: dispose.mock.calls.length }).toEqual({ reply: { kind: 'cancel' }, ends: 1 });
});

describe('a picker with a preset that is found later', () => {
  const later = () => {
    let resolve: (value: string) => void = () => undefined;
    const promise = new Promise<string>((settle) => {
      resolve = settle;
    });
    return { promise, resolve: (value: string) => resolve(value) };
  };
  const openLater = async (preset: Promise<string | undefined>, refined?: Promise<readonly PickItem<string>[]>) => {
    const reply = promptUi.pick({ title: 'Pick', placeholder: '', items, preset, ...(refined && { refined }) });
    return { reply, box: await shown(2) };
  };
  const active = (box: { readonly activeItems: readonly { readonly label: string }[] }) =>
    box.activeItems.map(({ label }) => label);

  it('has no active row before, so that Enter accepts none, and the preset row then', async () => {
    const { promise, resolve } = later();
    const { box } = await openLater(promise);
    expect(active(box)).toEqual([]);
    box.fire('accept');
    resolve('b');
    await eventually(() => expect(active(box)).toEqual(['second']));
  });

  it('leaves the row active that the user has moved to meanwhile', async () => {
    const { promise, resolve } = later();
    const { box } = await openLater(promise);
    box.activeItems = box.items.slice(0, 1);
    resolve('b');
    await promise;
    await Promise.resolve();
    expect(active(box)).toEqual(['first']);
  });

  it.each([
    ['none is found', async () => undefined],
    ['finding it fails', () => Promise.reject<undefined>(new Error('silence'))],
  ])('has no row active where %s, also once the rows say more', async (_name, find) => {
    const { box } = await openLater(find(), Promise.resolve(items.map((item) => ({ ...item, description: 'more' }))));
    await eventually(() => expect(box.items[0]?.description).toBe('more'));
    expect(active(box)).toEqual([]);
  });
});

it('a line shows during typing what can never be an answer, and disappears afterwards', async () => {
  void promptUi.input({
    title: 'Name',
    prompt: '',
    whileTyped: (text) => (/[A-Z]/.test(text) ? 'Lowercase only' : undefined),
  });
  const [box = expect.unreachable('no box')] = editor.picks;
  box.type('aB');
  expect(box.validationMessage).toBe('Lowercase only');
  box.type('ab');
  expect(box.validationMessage).toBeUndefined();
});
