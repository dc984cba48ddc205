import { expect, test, vi } from 'vitest';
import { commands } from 'vscode';
import type { Node } from '../../../../src/features/explorer/node.js';
import { listKeyTargets } from '../../../../src/features/explorer/register.js';

const [first, second, third] = ['1', '2', '3'].map((id) => ({ id }) as Node) as [Node, Node, Node];

test.each([
  ['the focused row that is selected', [first], first, [first]],
  ['all selected rows if the focused one is among them', [first, second], second, [first, second]],
  ['the focused row alone if others are selected', [first, second], third, [third]],
  ['the focused row if none is selected', [], second, [second]],
  ['the selected rows if none is focused', [first], undefined, [first]],
] as const)('a key concerns %s, and the selection stays', async (_title, selection, focused, expected) => {
  const view: { selection: readonly Node[] } = { selection };
  const run = vi.spyOn(commands, 'executeCommand').mockImplementation(async (id: unknown) => {
    expect(id).toBe('list.toggleSelection');
    if (!focused) return;
    const { selection: now } = view;
    view.selection = now.includes(focused) ? now.filter((row) => row !== focused) : [...now, focused];
  });
  expect(await listKeyTargets(view)).toEqual(expected);
  expect(new Set(view.selection)).toEqual(new Set(selection));
  run.mockRestore();
});
