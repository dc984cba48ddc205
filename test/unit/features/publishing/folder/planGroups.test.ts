import { describe, expect, it } from 'vitest';
import type { Conflict, PlanItem } from '../../../../../src/core/publishing/folder/comparePlan.js';
import { addUp, groupItems } from '../../../../../src/features/publishing/folder/planGroups.js';

function item(kind: PlanItem['kind'], key: string, size = 1_000): PlanItem {
  return { kind, key, size };
}

function conflict(of: Conflict, kind: PlanItem['kind'], key: string): PlanItem {
  return { ...item(kind, key), conflict: of };
}

const all: readonly PlanItem[] = [
  item('delete', 'd'),
  conflict('unknown', 'delete', 'du'),
  conflict('changed', 'delete', 'dc'),
  item('skip', 's'),
  conflict('deleted', 'add', 'ad'),
  conflict('unknown', 'change', 'cu'),
  conflict('changed', 'change', 'cc'),
  item('headers', 'h'),
  item('add', 'a'),
  item('change', 'c'),
];

describe('groupItems', () => {
  it.each([
    ['files', ['c', 'h', 'a']],
    ['conflicts', ['cc', 'cu', 'ad']],
    ['deletes', ['dc', 'du', 'd']],
  ] as const)('lists the %s, each kind in a group, and no unchanged files', (list, keys) => {
    expect(groupItems(all, list).map(({ single }) => single.map(({ key }) => key))).toEqual(keys.map((key) => [key]));
  });

  it('groupItems of 10,000 adds shows the first thousand one by one and the others together', () => {
    const items = Array.from({ length: 10_000 }, (_, at) => item('add', `f${at}`));
    const [group] = groupItems(items, 'files');
    expect({ single: group?.single.length, rest: group?.rest.length }).toEqual({ single: 1_000, rest: 9_000 });
    expect([...(group?.single ?? []), ...(group?.rest ?? [])]).toEqual(items);
  });
});

const two = { domains: ['img.example.com', 'www.example.com'] };

describe('addUp', () => {
  it('counts files, transferred bytes, deletes and the URLs at every domain', () => {
    const ticked = [item('add', 'index.html'), item('change', 'b'), item('headers', 'c'), item('delete', 'd')];
    const refresh = { kind: 'urls', urls: 10 };
    expect(addUp(ticked, two, {})).toEqual({
      files: 3,
      bytes: 2_000,
      overwritten: 1,
      added: 1,
      headers: 1,
      conflicts: 0,
      deletes: 1,
      refresh,
    });
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

  it('sums up 200,000 items, which are more than a call accepts as arguments', () => {
    const items = Array.from({ length: 200_000 }, (_, at) => item(at % 2 ? 'add' : 'delete', `css/f${at}`, 1));
    const { files, bytes, deletes, refresh } = addUp(items, two, {});
    expect({ files, bytes, deletes, refresh: refresh.kind }).toEqual({
      files: 100_000,
      bytes: 100_000,
      deletes: 100_000,
      refresh: 'directory',
    });
  });

  it('addUp of nothing is nothing', () => {
    expect(addUp([], two, {})).toEqual({
      files: 0,
      bytes: 0,
      overwritten: 0,
      added: 0,
      headers: 0,
      conflicts: 0,
      deletes: 0,
      refresh: { kind: 'urls', urls: 0 },
    });
  });

  it('a directory is refreshed once that is cheaper than its files', () => {
    const ticked = Array.from({ length: 1_000 }, (_, at) => item('add', `css/f${at}`));
    const { refresh } = addUp(ticked, { domains: ['img.example.com'] }, { urls: 9_000, directories: 100 });
    expect(refresh).toEqual({ kind: 'directory', via: '/css/', directories: 1, urls: 0 });
  });
});
