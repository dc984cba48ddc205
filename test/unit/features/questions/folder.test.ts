import { beforeEach, expect, it, vi } from 'vitest';
import { continueRun, type RunCommandDeps } from '../../../../src/features/onboarding/runCommands.js';
import { editor, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { disk, resetWorkspace } from '../../../support/fakeWorkspace.js';
import { scriptedUi } from '../../../support/scriptedUi.js';
import { createWorld, live, plan, readyCloud, type World } from '../../core/onboarding/world.js';

let isRootDenied = false;

beforeEach(() => {
  isRootDenied = false;
  resetEditor();
  resetWorkspace();
  disk.files.set('/w/dist/index.html', '');
});

const details = [
  'After you agree, changed files of this folder are uploaded to site now and on every save',
  'The choice is written to .vscode/oss-cdn.json',
];
const homePage = 'http://img.example.com/ does not show index.html yet\n[Show index.html at /…]';

/** How far the folder is published once it is mapped, and whether it is there. */
interface Circumstances {
  readonly isGone?: boolean;
  readonly publishing?: Partial<World['publishing']>;
}

/** Continues a run that waits for its folder, which was `planned` in the form or not, and answers these lists. */
async function choose(
  rows: readonly string[],
  planned?: string,
  { isGone = false, publishing = {} }: Circumstances = {},
) {
  const world = createWorld(readyCloud());
  Object.assign(world.publishing, publishing);
  world.cloud.state.rootDenied = isRootDenied;
  world.unanswered.add('chooseFolder').add('publishFolder').add('approveHomePage').add('turnOnAutoUpdate');
  if (planned !== undefined && isGone) world.gone.add(planned);
  const board = world.openWindow('one');
  const id = await board.start(plan, planned === undefined ? {} : { plannedFolder: planned });
  await live(world, board, id, 30, () => board.runs[0]?.record.steps.mapping.state === 'needsUser');
  const ui = scriptedUi(rows.map((pick) => (pick === 'cancel' ? pick : { pick })));
  const { session } = world.depsOf('one');
  const deps = { board, clock: world.clock, session, ui, settings: { get: () => 'international' } };
  const continued = continueRun(deps as unknown as RunCommandDeps, id);
  await vi.waitFor(() => expect(ui.asked).toHaveLength(rows.length));
  await world.clock.advance(1_000);
  await continued;
  expect(shownTexts()).toEqual(isRootDenied ? [homePage] : []);
  await world.clock.advance(1_000);
  return { world, board, id, deps, step: board.runs[0]?.record.steps.mapping, notes: ui.asked[0]?.notes };
}

it('publishes the folder that is chosen as soon as it is mapped', async () => {
  const { step, notes } = await choose(['$(folder) dist']);
  expect(step).toMatchObject({ state: 'done' });
  expect(notes).toEqual(details);
  expect(editor.ran).toEqual([['ossCdn.publishFolder', 'file:///w/dist']]);
});

it('publishes nothing where the user does not want that', async () => {
  const { step } = await choose(['$(circle-slash) Do Not Publish on Save']);
  expect(step).toMatchObject({ state: 'done', note: 'asChosen' });
  expect(editor.ran).toEqual([]);
});

it('publishes the folder that was chosen in the form once the user approves it, after saying what follows', async () => {
  const { step, notes } = await choose(['$(cloud-upload) Publish docs'], 'file:///w/docs');
  expect(notes).toEqual(details);
  expect(step).toMatchObject({ state: 'done' });
  expect(editor.ran).toEqual([['ossCdn.publishFolder', 'file:///w/docs']]);
});

it('publishes another folder than the one of the form where the user chooses another one', async () => {
  const { step } = await choose(['$(folder-opened) Choose Another Folder…', '$(folder) dist'], 'file:///w/docs');
  expect(step).toMatchObject({ state: 'done' });
  expect(editor.ran).toEqual([['ossCdn.publishFolder', 'file:///w/dist']]);
});

it('does not publish the folder of the form where the user does not want that', async () => {
  const { step } = await choose(['$(circle-slash) Do Not Publish on Save'], 'file:///w/docs');
  expect(step).toMatchObject({ state: 'done', note: 'asChosen' });
  expect(editor.ran).toEqual([]);
});

it('keeps asking about the folder of the form where the list is closed', async () => {
  const { step } = await choose(['cancel'], 'file:///w/docs');
  expect(step).toMatchObject({ state: 'needsUser', ask: { kind: 'publishFolder' } });
  expect(editor.ran).toEqual([]);
});

it('says which folder of the form is not there any more before it asks for another one', async () => {
  const { step, notes } = await choose(['$(folder) dist'], 'file:///w/docs', { isGone: true });
  expect(notes?.[0]).toBe('This folder does not exist in the open workspace: docs');
  expect(step).toMatchObject({ state: 'done' });
  expect(editor.ran).toEqual([['ossCdn.publishFolder', 'file:///w/dist']]);
});

it('offers to show index.html at / once the folder was published, where that shows nothing yet', async () => {
  isRootDenied = true;
  editor.press = (button) => button === 'Show index.html at /…';
  await choose(['$(folder) dist']);
  expect(editor.ran).toEqual([
    ['ossCdn.publishFolder', 'file:///w/dist'],
    ['ossCdn.continueRun', expect.stringContaining('img.example.com')],
  ]);
});

const docs = 'file:///w/docs';
const publishDocs = '$(cloud-upload) Publish docs';

it.each([
  ['consent', { consent: 'open' }, 'Publishing from this folder is not allowed yet, so nothing is uploaded from it'],
  ['upload', { keys: ['a.html'] }, 'No file of this folder has been uploaded yet; only files saved from now on are'],
] as const)(
  'keeps asking while %s is missing after Publish Folder, and says so',
  async (left, publishing, sentence) => {
    const { step, board, id, deps } = await choose([publishDocs], docs, { publishing });
    expect(editor.ran).toEqual([['ossCdn.publishFolder', docs]]);
    expect(step).toMatchObject({ state: 'needsUser', ask: { kind: 'publishFolder', folder: docs, left } });
    expect(board.runs[0]?.activity).not.toBe('finished');
    const ui = scriptedUi(['cancel']);
    await continueRun({ ...deps, ui } as unknown as RunCommandDeps, id);
    const skip = { consent: 'Do Not Publish on Save', upload: 'Continue Without Uploading' }[left];
    expect(ui.asked).toMatchObject([{ notes: [sentence], labels: [publishDocs, `$(circle-slash) ${skip}`] }]);
  },
);

it('is done once the user has agreed and the files are in the bucket', async () => {
  const { world, board } = await choose([publishDocs], docs, { publishing: { consent: 'open' } });
  Object.assign(world.publishing, { consent: 'given', keys: ['index.html'] });
  await world.clock.advance(60_000);
  expect(board.runs[0]?.record.steps.mapping).toMatchObject({ state: 'done' });
});
