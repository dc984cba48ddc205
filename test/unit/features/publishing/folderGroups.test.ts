import { describe, expect, it } from 'vitest';
import type { PlanItem } from '../../../../src/core/publishing/plan.js';
import { addUp, groupItems } from '../../../../src/features/publishing/folderGroups.js';

const two = { domains: ['img.example.com', 'www.example.com'] };

function item(kind: PlanItem['kind'], key: string, size = 1_000): PlanItem {
  return { kind, key, size };
}

describe('groupItems', () => {
  it('shows adds, changes, headers and deletes in this order, and nothing of what stays', () => {
    const items = [item('delete', 'd'), item('skip', 's'), item('headers', 'h'), item('add', 'a'), item('change', 'c')];
    expect(groupItems(items).map(({ kind, single, rest }) => [kind, single.length, rest.length])).toEqual([
      ['add', 1, 0],
      ['change', 1, 0],
      ['headers', 1, 0],
      ['delete', 1, 0],
    ]);
  });

  it('of 10,000 adds shows the first thousand one by one and the others together', () => {
    const items = Array.from({ length: 10_000 }, (_, at) => item('add', `f${at}`));
    const [group] = groupItems(items);
    expect([group?.single.length, group?.rest.length]).toEqual([1_000, 9_000]);
    expect([...(group?.single ?? []), ...(group?.rest ?? [])]).toEqual(items);
  });
});

describe('addUp', () => {
  it('counts files, the bytes that travel, deletes and the URLs at every domain', () => {
    const ticked = [item('add', 'index.html'), item('change', 'b'), item('headers', 'c'), item('delete', 'd')];
    expect(addUp(ticked, two, {})).toEqual({ files: 3, bytes: 2_000, deletes: 1, refresh: { kind: 'urls', urls: 10 } });
  });

  it('of nothing is nothing', () => {
    expect(addUp([], two, {})).toEqual({ files: 0, bytes: 0, deletes: 0, refresh: { kind: 'urls', urls: 0 } });
  });

  it('takes the directory once that is cheaper', () => {
    const ticked = Array.from({ length: 1_000 }, (_, at) => item('add', `css/f${at}`));
    const { refresh } = addUp(ticked, { domains: ['img.example.com'] }, { urls: 9_000, directories: 100 });
    expect(refresh).toEqual({ kind: 'directory', via: '/css/', directories: 1, urls: 0 });
  });
});
