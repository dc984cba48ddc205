import { describe, expect, it, vi } from 'vitest';
import type { PickItem } from '../../../src/core/form.js';
import { promptUi } from '../../../src/host/promptUi.js';

interface Row {
  readonly label: string;
  readonly description?: string;
  readonly alwaysShow?: boolean;
}

/** A picker of which a test reads and sets what a person sees. */
const box = vi.hoisted(() => ({
  items: [] as Row[],
  activeItems: [] as Row[],
  accept: [] as (() => void)[],
  selectedItems: [] as Row[],
}));

vi.mock('vscode', async () => ({
  ...(await import('../../support/fakeVscode.js')),
  QuickPickItemKind: { Separator: -1 },
  window: {
    createQuickPick: () =>
      Object.assign(box, {
        onDidAccept: (listener: () => void) => box.accept.push(listener),
        onDidHide: () => undefined,
        onDidTriggerButton: () => undefined,
        show: () => undefined,
        dispose: () => undefined,
      }),
  },
}));

const items: readonly PickItem<string>[] = [
  { label: 'first', value: 'a' },
  { label: 'second', value: 'b' },
];

/** Opens the picker; `accept` picks the row that is active. */
async function open(refined: Promise<readonly PickItem<string>[]>) {
  box.accept.length = 0;
  const reply = promptUi.pick({ title: 'Pick', placeholder: '', items, refined });
  await vi.waitFor(() => expect(box.items.map(({ label }) => label)).toEqual(['first', 'second']));
  box.activeItems = box.items.slice(1);
  const accept = () => {
    box.selectedItems = box.activeItems;
    for (const listener of box.accept) listener();
    return reply;
  };
  return { accept };
}

it('a row that types a name stays in sight whatever narrows the rows', async () => {
  void promptUi.pick({ title: 'Pick', placeholder: '', items: [...items, { label: 'type', stays: true, value: 'c' }] });
  await vi.waitFor(() => expect(box.items).toHaveLength(3));
  expect(box.items.map(({ alwaysShow }) => alwaysShow)).toEqual([undefined, undefined, true]);
});

describe('a picker whose rows say more later', () => {
  it('shows them at once, then what is known, at the same row', async () => {
    let tell: (rows: readonly PickItem<string>[]) => void = () => undefined;
    const { accept } = await open(new Promise((resolve) => (tell = resolve)));
    tell(items.map((item) => ({ ...item, description: `more of ${item.label}` })));
    await vi.waitFor(() => expect(box.items[0]?.description).toBe('more of first'));
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
