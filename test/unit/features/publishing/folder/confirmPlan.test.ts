import { beforeEach, describe, expect, it } from 'vitest';
import type { PlanItem } from '../../../../../src/core/publishing/folder/comparePlan.js';
import type { FolderPlan } from '../../../../../src/features/publishing/folder/folderPlan.js';
import { confirmPlan } from '../../../../../src/features/publishing/folder/publishFolder.js';
import { editor, resetEditor } from '../../../../support/fakeVscode.js';

beforeEach(() => {
  resetEditor();
  editor.press = () => true;
});

const plan = { place: { mapping: { bucket: { name: 'my-site' } } } } as FolderPlan;
const item = (kind: PlanItem['kind'], key: string, conflict?: PlanItem['conflict']): PlanItem => ({
  kind,
  key,
  size: 1,
  ...(conflict && { conflict }),
});
const deletes = (count: number) => Array.from({ length: count }, (_, at) => item('delete', `gone${at}`));
const lines = () => (editor.shown.at(-1)?.detail ?? '').split('\n').filter((line) => line !== '');

describe('confirmPlan', () => {
  it.each([
    ['adds, changes and headers', [item('add', 'a'), item('change', 'c'), item('headers', 'h')]],
    ['what comes back after a delete in the bucket', [item('add', 'a', 'deleted')]],
  ])('a plan of %s is carried out without a question', async (_name, selected) => {
    expect({ confirmed: await confirmPlan(plan, selected), shown: editor.shown }).toEqual({
      confirmed: true,
      shown: [],
    });
  });

  it('the question about deletes names the first ten', async () => {
    await confirmPlan(plan, deletes(1));
    expect({ text: editor.shown.at(-1)?.text, line: lines()[0] }).toEqual({
      text: 'Delete one object from my-site?',
      line: '“gone0”',
    });
    await confirmPlan(plan, [item('add', 'a'), ...deletes(1_200)]);
    expect({ text: editor.shown.at(-1)?.text, button: editor.shown.at(-1)?.buttons[0] }).toEqual({
      text: 'Delete 1,200 objects from my-site?',
      button: 'Publish and Delete',
    });
    expect(lines().slice(9, 11)).toEqual(['“gone9”', '1,190 more']);
  });

  it('names what is overwritten although others have changed it', async () => {
    await confirmPlan(plan, [item('change', 'a', 'changed'), item('change', 'mine'), item('add', 'b', 'deleted')]);
    expect({ text: editor.shown.at(-1)?.text, button: editor.shown.at(-1)?.buttons[0] }).toEqual({
      text: 'Overwrite one object in my-site?',
      button: 'Publish and Overwrite',
    });
    expect(lines()).toEqual([
      'Overwrite · Changed in the bucket outside this extension: 1',
      '“a”',
      'Overwritten content can be restored only if the bucket has versioning enabled.',
    ]);
    await confirmPlan(plan, [item('change', 'a', 'changed'), item('change', 'b', 'unknown')]);
    expect(editor.shown.at(-1)?.text).toBe('Overwrite 2 objects in my-site?');
  });

  it('says of each delete whether the object is the one that was published from here', async () => {
    await confirmPlan(plan, [
      item('change', 'a', 'changed'),
      item('delete', 'theirs', 'unknown'),
      item('delete', 'ours changed', 'changed'),
      ...deletes(5),
    ]);
    expect({ text: editor.shown.at(-1)?.text, button: editor.shown.at(-1)?.buttons[0] }).toEqual({
      text: 'Overwrite and delete objects in my-site?',
      button: 'Publish, Overwrite, and Delete',
    });
    expect(lines().slice(2, -1)).toEqual([
      'Delete · Changed in the bucket outside this extension: 1',
      '“ours changed”',
      'Delete · Not published from this computer: 1',
      '“theirs”',
      'Delete · Published from this computer: 5',
      '“gone0”',
      '“gone1”',
      '“gone2”',
      '“gone3”',
      '1 more',
    ]);
  });

  it('answers no when the question is left', async () => {
    editor.press = () => false;
    expect(await confirmPlan(plan, deletes(1))).toBe(false);
  });
});
