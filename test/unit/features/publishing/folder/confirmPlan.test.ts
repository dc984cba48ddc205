import { beforeEach, describe, expect, it } from 'vitest';
import type { PlanItem } from '../../../../../src/core/publishing/folder/comparePlan.js';
import type { FolderPlan } from '../../../../../src/features/publishing/folder/folderPlan.js';
import { confirmPlan } from '../../../../../src/features/publishing/folder/publishFolder.js';
import type { PublishingDeps } from '../../../../../src/features/publishing/services.js';
import { editor, resetEditor } from '../../../../support/fakeVscode.js';
import { createMemoryCloud, type MemoryCloud } from '../../../../support/memoryCloud.js';
import { type Line, scriptedUi } from '../../../../support/scriptedUi.js';
import { createVirtualClock } from '../../../../support/virtualClock.js';

beforeEach(() => {
  resetEditor();
  editor.press = () => true;
  cloud = createMemoryCloud();
  cloud.addBucket('my-site');
});

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const plan = { place: { mapping: { bucket } } } as FolderPlan;
let cloud: MemoryCloud;

/** Asks about what is selected; the user types these lines. */
async function confirm(selected: readonly PlanItem[], lines: readonly Line[] = []): Promise<boolean> {
  const ui = scriptedUi(lines);
  const deps = {
    session: { cloud: async () => cloud },
    log: { failure: () => undefined },
    clock: createVirtualClock(),
    ui,
  } as unknown as PublishingDeps;
  const confirmed = await confirmPlan(deps, plan, selected);
  ui.end();
  return confirmed;
}
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
    expect({ confirmed: await confirm(selected), shown: editor.shown }).toEqual({
      confirmed: true,
      shown: [],
    });
  });

  it('the question about deletes names the first ten', async () => {
    await confirm(deletes(1));
    expect({ text: editor.shown.at(-1)?.text, line: lines()[0] }).toEqual({
      text: 'Delete one object from my-site?',
      line: '“gone0”',
    });
    await confirm([item('add', 'a'), ...deletes(1_200)], [{ type: 'my-site' }]);
    expect({ text: editor.shown.at(-1)?.text, button: editor.shown.at(-1)?.buttons[1] }).toEqual({
      text: 'Delete 1,200 objects from my-site?',
      button: 'Publish and Delete…',
    });
    expect(lines().slice(9, 11)).toEqual(['“gone9”', '1,190 more']);
  });

  it('names files that would be overwritten although others have changed them', async () => {
    await confirm([item('change', 'a', 'changed'), item('change', 'mine'), item('add', 'b', 'deleted')]);
    expect({ text: editor.shown.at(-1)?.text, button: editor.shown.at(-1)?.buttons[0] }).toEqual({
      text: 'Overwrite one object in my-site?',
      button: 'Publish and Overwrite',
    });
    expect(lines()).toEqual([
      'Overwrite · Changed in the bucket outside this extension: 1',
      '“a”',
      'Overwritten content can be restored only if the bucket has versioning enabled.',
    ]);
    await confirm([item('change', 'a', 'changed'), item('change', 'b', 'unknown')]);
    expect(editor.shown.at(-1)?.text).toBe('Overwrite 2 objects in my-site?');
  });

  it('says of each delete whether the object is the one that was published from here', async () => {
    await confirm([
      item('change', 'a', 'changed'),
      item('delete', 'theirs', 'unknown'),
      item('delete', 'ours changed', 'changed'),
      ...deletes(5),
    ]);
    expect({ text: editor.shown.at(-1)?.text, button: editor.shown.at(-1)?.buttons[1] }).toEqual({
      text: 'Overwrite and delete objects in my-site?',
      button: 'Publish, Overwrite, and Delete',
    });
    expect(lines().slice(2, -2)).toEqual([
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

  it('has a name entered before more than 100 objects are deleted that no version keeps', async () => {
    expect(await confirm([...deletes(101), item('add', 'a')], ['cancel'])).toBe(false);
    expect(editor.shown.at(-1)?.buttons).toEqual(['Do Not Delete', 'Publish and Delete…']);
    expect(lines().at(-1)).toBe('The bucket has no versioning: this cannot be undone.');
    const found = deletes(101).map(({ key }) => item('delete', `site/old/${key}`));
    expect(await confirm(found, [{ type: 'old' }])).toBe(true);
  });

  it('asks as usual where versions keep deleted objects, and assumes the worst where versioning is unreadable', async () => {
    Object.assign(cloud.state.buckets.get('my-site')!.info, { versioning: 'enabled' });
    expect(await confirm(deletes(101))).toBe(true);
    expect(editor.shown.at(-1)?.buttons).toEqual(['Publish and Delete']);
    cloud.failNext('oss.readBucketInfo', 'before', 'forbidden');
    expect(await confirm(deletes(101), ['cancel'])).toBe(false);
    expect(lines().at(-1)).toBe('This cannot be undone unless the bucket has versioning enabled.');
  });

  it('answers no when the question is left', async () => {
    editor.press = () => false;
    expect(await confirm(deletes(1))).toBe(false);
  });
});
