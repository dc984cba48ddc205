import { describe, expect, it } from 'vitest';
import type { PlanItem } from '../../../../../src/core/publishing/folder/comparePlan.js';
import { addUp } from '../../../../../src/features/publishing/folder/planTotals.js';

const two = { domains: ['img.example.com', 'www.example.com'] };

function item(kind: PlanItem['kind'], key: string, size = 1_000): PlanItem {
  return { kind, key, size };
}

describe('addUp', () => {
  it('counts files, the bytes that travel, deletes and the URLs at every domain', () => {
    const ticked = [item('add', 'index.html'), item('change', 'b'), item('headers', 'c'), item('delete', 'd')];
    const refresh = { kind: 'urls', urls: 10 };
    expect(addUp(ticked, two, {})).toEqual({ files: 3, bytes: 2_000, conflicts: 0, deletes: 1, refresh });
  });

  it('counts conflicts among the files, and deletes with a conflict among the deletes', () => {
    const selected: readonly PlanItem[] = [
      { ...item('add', 'a'), conflict: 'deleted' },
      { ...item('change', 'b'), conflict: 'changed' },
      { ...item('delete', 'c'), conflict: 'unknown' },
      item('add', 'd'),
    ];
    expect(addUp(selected, two, {})).toMatchObject({ files: 3, bytes: 3_000, conflicts: 2, deletes: 1 });
  });

  it('adds up 200,000 items, which are more than a call takes arguments', () => {
    const items = Array.from({ length: 200_000 }, (_, at) => item(at % 2 ? 'add' : 'delete', `css/f${at}`, 1));
    const { files, bytes, deletes, refresh } = addUp(items, two, {});
    expect([files, bytes, deletes, refresh.kind]).toEqual([100_000, 100_000, 100_000, 'directory']);
  });

  it('of nothing is nothing', () => {
    expect(addUp([], two, {})).toEqual({
      files: 0,
      bytes: 0,
      conflicts: 0,
      deletes: 0,
      refresh: { kind: 'urls', urls: 0 },
    });
  });

  it('takes the directory once that is cheaper', () => {
    const ticked = Array.from({ length: 1_000 }, (_, at) => item('add', `css/f${at}`));
    const { refresh } = addUp(ticked, { domains: ['img.example.com'] }, { urls: 9_000, directories: 100 });
    expect(refresh).toEqual({ kind: 'directory', via: '/css/', directories: 1, urls: 0 });
  });
});
