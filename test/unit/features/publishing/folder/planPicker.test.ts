import { beforeEach, describe, expect, it } from 'vitest';
import type { PlanItem } from '../../../../../src/core/publishing/folder/comparePlan.js';
import type { MapChoice } from '../../../../../src/core/publishing/mapping/sourceMaps.js';
import type { Publication } from '../../../../../src/core/publishing/publication.js';
import type { FolderPlan } from '../../../../../src/features/publishing/folder/folderPlan.js';
import type { PlanRow } from '../../../../../src/features/publishing/folder/planPicker.js';
import { pickItems } from '../../../../../src/features/publishing/folder/planPicker.js';
import { eventually } from '../../../../support/eventually.js';
import type { FakeQuickPick } from '../../../../support/fakeQuickPick.js';
import { editor, resetEditor } from '../../../../support/fakeVscode.js';

type Pick = FakeQuickPick<PlanRow & { readonly label: string }>;

let goesBack: boolean;

beforeEach(() => {
  resetEditor();
  goesBack = true;
  editor.press = () => goesBack;
});

const file = (key: string) => ({ inside: key, key, size: 1_024, mtimeMs: 1, headers: {} });
const item = (kind: PlanItem['kind'], key: string, conflict?: PlanItem['conflict']): PlanItem => ({
  kind,
  key,
  size: 1_024,
  ...(kind !== 'delete' && { file: file(key) }),
  ...(conflict && { conflict }),
});
const plain = [item('add', 'new.css'), item('change', 'changed.css'), item('skip', 'same.css')];
const conflicts = [item('change', 'both.css', 'changed'), item('add', 'gone.css', 'deleted')];
const deletes = [item('delete', 'old.css'), item('delete', 'theirs.css', 'unknown')];

let compared: Publication[];
let answer: Promise<readonly string[] | undefined>;

function open(items: readonly PlanItem[], maps?: MapChoice): void {
  const mapping = {
    folder: 'css',
    bucket: { name: 'site', region: 'cn-hangzhou' },
    prefix: '',
    domains: ['d'],
    onSave: 'off',
  };
  const place = { accountId: '1', workspaceRoot: '/w', root: '/w/css', mapping };
  const plan = { place, items, refreshPlaces: { domains: ['d'] }, quotaLeft: {}, leftOut: [] } as unknown as FolderPlan;
  compared = [];
  const show = async (publication: Publication) => void compared.push(publication);
  const picked = pickItems('css', plan, { compare: show, ...(maps && { maps }) });
  answer = picked.then((some) => some?.map(({ key }) => key));
}

/** The pick that is shown after that many others. */
async function at(index: number): Promise<Pick> {
  await eventually(() => expect(editor.picks.length).toBeGreaterThan(index));
  return (editor.picks[index] as unknown as Pick | undefined) ?? expect.unreachable('no pick');
}

describe('a plan without conflicts and deletes', () => {
  it('is one list in which everything is selected', async () => {
    open(plain);
    const list = await at(0);
    expect({ labels: list.labels, step: list.step, buttons: list.buttons }).toEqual({
      labels: ['Change: 1', 'changed.css', 'Add: 1', 'new.css'],
      step: undefined,
      buttons: [],
    });
    list.fire('accept');
    expect(await answer).toEqual(['new.css', 'changed.css']);
    expect(editor.picks).toHaveLength(1);
  });

  it('returns nothing when its list is dismissed', async () => {
    open(plain);
    (await at(0)).fire('hide');
    expect(await answer).toBeUndefined();
  });
});

describe('a plan with source maps', () => {
  const maps = [item('add', 'app.js.map'), item('change', 'site.css.map')];

  it('asks about them on a second page, and publishes none that is not selected there, not even after Check All', async () => {
    open([...plain, ...maps]);
    const list = await at(0);
    list.checkAll();
    list.fire('accept');
    const review = await at(1);
    const entry = review.items.find(({ label }) => label.includes('Source Maps'));
    expect(entry).toMatchObject({ label: '$(code) Select Source Maps…', description: '0 of 2 selected' });
    review.choose('Publish');
    expect(await answer).toEqual(['new.css', 'changed.css']);
  });

  it('publishes those that are selected', async () => {
    open([...plain, ...maps]);
    (await at(0)).fire('accept');
    (await at(1)).choose('Select Source Maps');
    const list = await at(2);
    expect({ labels: list.labels, selected: list.selectedItems.length, title: list.title }).toEqual({
      labels: ['Change: 1', 'site.css.map', 'Add: 1', 'app.js.map'],
      selected: 0,
      title: 'Publish css: source maps',
    });
    list.check('app.js.map');
    list.fire('accept');
    (await at(3)).choose('Publish');
    expect(await answer).toEqual(['new.css', 'app.js.map', 'changed.css']);
  });

  it('does not ask about them once they were left out', async () => {
    open([...plain, ...maps], 'leftOut');
    (await at(0)).fire('accept');
    expect(await answer).toEqual(['new.css', 'changed.css']);
    expect(editor.picks).toHaveLength(1);
  });

  it('lists them among the files once they were published', async () => {
    open([...plain, ...maps], 'published');
    (await at(0)).fire('accept');
    expect(await answer).toEqual(['new.css', 'app.js.map', 'changed.css', 'site.css.map']);
  });
});

describe('a plan with conflicts and deletes', () => {
  it('publishes neither of them, not even after Check All', async () => {
    open([...plain, ...conflicts, ...deletes]);
    const list = await at(0);
    list.checkAll();
    expect({ step: list.step, totalSteps: list.totalSteps, title: list.title }).toEqual({
      step: 1,
      totalSteps: 2,
      title: 'Publish css · 1 overwritten, 1 new · Files: 2 (2.0 KB) · URL refreshes: 2',
    });
    list.fire('accept');
    const review = await at(1);
    expect({ canSelectMany: review.canSelectMany, labels: review.labels }).toEqual({
      canSelectMany: false,
      labels: ['Publish', 'Not selected by default', 'Select Conflicts to Overwrite…', 'Select Objects to Delete…'],
    });
    review.choose('Publish');
    expect(await answer).toEqual(['new.css', 'changed.css']);
  });

  it('keeps the selection of each list while the user switches between them', async () => {
    open([...plain, ...conflicts, ...deletes]);
    const list = await at(0);
    list.check('new.css');
    list.fire('accept');
    (await at(1)).choose('Select Conflicts');
    const first = await at(2);
    expect({ selectedItems: first.selectedItems, buttons: first.buttons }).toEqual({
      selectedItems: [],
      buttons: ['back'],
    });
    first.check('both.css');
    first.fire('accept');
    (await at(3)).choose('Select Objects');
    const second = await at(4);
    second.check('old.css');
    second.fire('button');
    const review = await at(5);
    expect(review.title).toBe(
      'Publish css · 1 overwritten, 1 new, 1 deleted · Files: 2 (2.0 KB) · Conflicts: 1 · URL refreshes: 3',
    );
    expect(review.items.flatMap(({ description }) => description ?? [])).toEqual([
      '1 of 2 selected',
      '1 of 2 selected',
    ]);
    review.fire('button');
    const again = await at(6);
    expect(again.selectedItems.map(({ items }) => items[0]?.key)).toEqual(['new.css']);
    again.fire('accept');
    (await at(7)).choose('Select Conflicts');
    const conflictsAgain = await at(8);
    expect(conflictsAgain.selectedItems.map(({ items }) => items[0]?.key)).toEqual(['both.css']);
    conflictsAgain.fire('button');
    (await at(9)).choose('Publish');
    expect(await answer).toEqual(['new.css', 'both.css', 'old.css']);
  });

  it('shows the reason of each conflict and delete, and the content of other authors', async () => {
    open([...conflicts, ...deletes]);
    (await at(0)).choose('Select Conflicts');
    const first = await at(1);
    expect(first.labels).toEqual([
      'Changed in the bucket outside this extension: 1',
      'both.css',
      'Deleted from the bucket outside this extension: 1',
      'gone.css',
    ]);
    expect(first.items.map(({ buttons = [] }) => buttons.length)).toEqual([0, 1, 0, 0]);
    first.check('gone.css');
    first.pressButtonOf('both.css');
    const again = await at(2);
    expect([...again.selectedItems, ...again.activeItems].map(({ items }) => items[0]?.key)).toEqual([
      'gone.css',
      'both.css',
    ]);
    again.fire('button');
    (await at(3)).choose('Select Objects');
    const second = await at(4);
    expect(second.labels).toEqual([
      'Not published from this computer: 1',
      'theirs.css',
      'Published from this computer: 1',
      'old.css',
    ]);
    goesBack = false;
    second.pressButtonOf('theirs.css');
    expect(await answer).toBeUndefined();
    expect(editor.shown.map(({ text }) => text)).toEqual(Array(2).fill('Select what to publish from css to continue'));
    expect(compared.map(({ key, act, path }) => ({ key, act, path }))).toEqual([
      { key: 'both.css', act: 'upload', path: '/w/css/both.css' },
      { key: 'theirs.css', act: 'delete', path: '/w/css/theirs.css' },
    ]);
  });

  it('returns nothing when its review is dismissed', async () => {
    open([...plain, ...conflicts, ...deletes]);
    (await at(0)).fire('accept');
    (await at(1)).fire('hide');
    expect(await answer).toBeUndefined();
  });

  it.each([
    ['conflicts', 'Select Conflicts'],
    ['deletes', 'Select Objects'],
  ])('returns nothing when its list of %s is dismissed', async (_list, label) => {
    open([...plain, ...conflicts, ...deletes]);
    (await at(0)).fire('accept');
    (await at(1)).choose(label);
    (await at(2)).fire('hide');
    expect(await answer).toBeUndefined();
  });
});

describe('a plan with no file to publish', () => {
  it('begins with the review, which says that all files are up to date where there are deletes only', async () => {
    open([item('skip', 'same.css'), ...deletes]);
    const review = await at(0);
    expect({ step: review.step, buttons: review.buttons, labels: review.labels }).toEqual({
      step: undefined,
      buttons: [],
      labels: ['Close', 'Not selected by default', 'Select Objects to Delete…'],
    });
    expect(review.items[0]?.description).toBe('All files are up to date: 1');
    review.choose('Close');
    expect(await answer).toEqual([]);
  });

  it('offers to skip the folder where there are conflicts', async () => {
    open([item('skip', 'same.css'), ...conflicts, ...deletes]);
    const review = await at(0);
    expect({ labels: review.labels, description: review.items[0]?.description }).toEqual({
      labels: [
        'Skip This Folder',
        'Not selected by default',
        'Select Conflicts to Overwrite…',
        'Select Objects to Delete…',
      ],
      description: undefined,
    });
    review.choose('Skip This Folder');
    expect(await answer).toEqual([]);
  });
});

it('shows a plan of 200,000 deletes, which are more than a call takes arguments', async () => {
  open(Array.from({ length: 200_000 }, (_, index) => item('delete', `f${index}`)));
  (await at(0)).choose('Select Objects');
  const list = await at(1);
  expect({ count: list.items.length, last: list.labels.at(-1) }).toEqual({ count: 1_002, last: '199,000 more' });
  list.checkAll();
  list.fire('accept');
  (await at(2)).choose('Publish');
  expect((await answer)?.length).toBe(200_000);
});
