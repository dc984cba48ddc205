import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import type { RunAnswers } from '../../../../src/core/onboarding/run/run.js';
import { continueRun, type RunCommandDeps } from '../../../../src/features/onboarding/runCommands.js';
import { eventually } from '../../../support/eventually.js';
import { editor, modalTexts, resetEditor } from '../../../support/fakeVscode.js';
import { disk, resetWorkspace } from '../../../support/fakeWorkspace.js';
import { scriptedUi } from '../../../support/scriptedUi.js';
import { createWorld, live, plan, readyCloud, type World } from '../../core/onboarding/world.js';

const docs = 'file:///w/docs';

beforeEach(() => {
  resetEditor();
  resetWorkspace();
  disk.files.set('/w/dist/index.html', '');
});

interface Situation {
  readonly answers?: Partial<RunAnswers>;
  readonly publishing?: Partial<World['publishing']>;
  readonly rows?: readonly string[];
  prepare?(world: World): void;
}

/** Continues a run that asks about its folder, and answers these lists. */
async function proceed({ answers = { skipped: { mapping: false } }, publishing = {}, rows = [], prepare }: Situation) {
  const world = createWorld(readyCloud());
  Object.assign(world.publishing, publishing);
  prepare?.(world);
  world.unanswered
    .add('chooseFolder')
    .add('allowPublishing')
    .add('approveReplacing')
    .add('filesFailed')
    .add('openFolder');
  const board = world.openWindow('one');
  const id = await board.start(plan, answers);
  const stateOf = (step: 'mapping' | 'publish') => board.runs[0]?.record.steps[step];
  const isAsked = () => stateOf('mapping')?.state === 'needsUser' || stateOf('publish')?.state === 'needsUser';
  await live(world, board, id, 30, isAsked);
  const ui = scriptedUi(rows.map((pick) => (pick === 'cancel' ? pick : { pick })));
  const { session } = world.depsOf('one');
  const deps = { board, clock: world.clock, session, ui, settings: { get: () => 'international' } };
  const continued = continueRun(deps as unknown as RunCommandDeps, id);
  await eventually(() => expect(ui.asked).toHaveLength(rows.length));
  await world.clock.advance(1_000);
  await continued;
  await live(world, board, id, 10, () => isAsked() || stateOf('publish')?.state === 'done');
  return { world, board, stateOf, asked: ui.asked };
}

describe('the question which folder is published', () => {
  it('says what follows, and publishes the folder without a further question', async () => {
    const { stateOf, asked, world } = await proceed({
      publishing: { consent: 'open', added: 3 },
      rows: ['$(folder) dist'],
    });
    expect(asked[0]?.notes).toEqual([
      'All files of this folder are uploaded to site now, and changed ones on every save',
      'You are asked before an object is overwritten',
      'The choice is written to .vscode/oss-cdn.json',
    ]);
    expect([stateOf('mapping')?.state, stateOf('publish')?.state]).toEqual(['done', 'done']);
    expect([world.publishing.consent, world.requests]).toEqual(['given', ['']]);
  });

  it('publishes nothing where the user does not want that', async () => {
    const { stateOf, world } = await proceed({ rows: ['$(circle-slash) Do Not Publish on Save'] });
    expect(stateOf('mapping')).toMatchObject({ state: 'done', note: 'asChosen' });
    expect(world.requests).toEqual([]);
  });

  it('stays open as a question where its list is closed', async () => {
    const { stateOf } = await proceed({ rows: ['cancel'] });
    expect(stateOf('mapping')).toMatchObject({ state: 'needsUser', ask: { kind: 'chooseFolder' } });
  });

  it('shows which folder of the form no longer exists', async () => {
    const { stateOf, asked } = await proceed({
      answers: { folder: docs },
      rows: ['$(folder) dist'],
      prepare: ({ gone }) => gone.add(docs),
    });
    expect(asked[0]?.notes?.[0]).toBe('This folder does not exist in the open workspace: docs');
    expect(stateOf('mapping')).toMatchObject({ state: 'done' });
  });
});

it('consent is asked for in the same way as by a save, and the answer applies at once', async () => {
  const situation: Situation = { answers: { folder: docs }, publishing: { consent: 'open', added: 0 } };
  const { stateOf } = await proceed(situation);
  expect(editor.ran).toEqual([['ossCdn.allowPublishing', docs]]);
  expect(stateOf('mapping')).toMatchObject({ state: 'needsUser', ask: { kind: 'allowPublishing', folder: docs } });
});

describe('the question about objects that are replaced', () => {
  const answers = { folder: docs, started: ['publish'] };
  const many = Array.from({ length: 14 }, (_, at) => `p${at}.html`);
  const press = (button: string) => {
    editor.press = (each, { detail }) => detail !== '' && each === button;
  };
  const modal = () => modalTexts()[0]?.split('\n');

  it('names overwritten files before it counts new ones, with before and after', async () => {
    press('Replace and Publish');
    const { world, stateOf } = await proceed({ answers, publishing: { added: 2, replaced: ['a.html', 'b.html'] } });
    expect(modal()).toEqual([
      'Overwrite 2 objects in site?',
      'Objects that files of “docs” overwrite:',
      '“a.html”',
      '“b.html”',
      '',
      'New files: 2',
      '',
      'Visitors of img.example.com do not see this before DNS is changed.',
      '',
      'Before: the content that the bucket has now.',
      'After: the content of the files in “docs”.',
      'Overwritten content can be restored only if the bucket has versioning enabled.',
      '[Replace and Publish]',
      '[Publish Only New Files]',
      '[Skip]',
    ]);
    expect([world.requests, stateOf('publish')?.state]).toEqual([['a.html,b.html'], 'done']);
  });

  it('names at most 12 lines of objects', async () => {
    await proceed({ answers, publishing: { replaced: many } });
    const lines = modal() ?? [];
    expect(lines.slice(2, 2 + 13)).toEqual([...many.slice(0, 11).map((name) => `“${name}”`), 'and 3 more', '']);
    await proceed({ answers, publishing: { replaced: many.slice(0, 12) } });
    expect(modalTexts().at(-1)).toContain('\n“p11.html”\n\n');
  });

  it('publishes only the new files where the user chooses that', async () => {
    press('Publish Only New Files');
    const { world, stateOf } = await proceed({ answers, publishing: { added: 2, replaced: ['a.html'] } });
    expect([world.requests, stateOf('publish')]).toMatchObject([[''], { state: 'done', note: 'someUnpublished' }]);
  });

  it('keeps the objects where nothing is new', async () => {
    press('Keep Objects');
    const { world, stateOf } = await proceed({ answers, publishing: { replaced: ['a.html'] } });
    expect(modal()?.[0]).toBe('Overwrite one object in site?');
    expect([world.requests, stateOf('publish')]).toMatchObject([[], { state: 'done', note: 'someUnpublished' }]);
  });

  it('leaves the folder unpublished where the user skips it', async () => {
    press('Skip');
    const { world, stateOf } = await proceed({ answers, publishing: { added: 1, replaced: ['a.html'] } });
    expect([world.requests, stateOf('publish')]).toMatchObject([
      [],
      { state: 'done', skipped: true, note: 'asChosen' },
    ]);
  });

  it('names the domains by which visitors see the bucket already, as far as they may be listed', async () => {
    const names = ['a', 'b', 'c', 'd'].map((name) => `${name}.example.com`);
    const publishing = { added: 2 };
    await proceed({ answers, publishing, prepare: ({ cloud }) => names.map((name) => cloud.addDomain(name, 'site')) });
    expect(modal()).toContain('Visitors of a.example.com, b.example.com, c.example.com, and 1 more see this at once.');
    const refuse = async () => {
      throw new AppError('forbidden');
    };
    await proceed({ answers, publishing, prepare: ({ cloud }) => Object.assign(cloud.oss, { listCnames: refuse }) });
    expect(modalTexts().at(-1)).toContain('If visitors already use this bucket, they see this at once.');
  });

  it('says that visitors of a domain that is on CDN see it at once, and asks about new files too', async () => {
    press('Publish');
    const { world, stateOf } = await proceed({
      answers,
      publishing: { added: 2 },
      prepare: ({ cloud }) => {
        cloud.addDomain(plan.domain, 'site');
        cloud.bringOnline(plan.domain);
      },
    });
    expect(modal()).toEqual([
      'Publish new files to site?',
      'New files: 2',
      '',
      'Visitors of img.example.com see this at once.',
      '[Publish]',
      '[Skip]',
    ]);
    expect([world.requests, stateOf('publish')?.state]).toEqual([[''], 'done']);
  });
});

describe('the question about files that failed', () => {
  const answers = { folder: docs, started: ['publish'] };
  const failedFor = { kind: 'timeout', details: {} } as const;

  it('names them with the reason, and sends them again', async () => {
    const publishing = { files: 1, failed: ['a.html', 'b.html'], failedFor };
    const { world, stateOf, asked } = await proceed({ answers, publishing, rows: ['$(arrow-right) Retry'] });
    expect(asked[0]).toMatchObject({ title: '2 files of docs could not be uploaded' });
    expect(asked[0]?.notes?.join('\n').split('\n')).toEqual([
      '“a.html”',
      '“b.html”',
      'Alibaba Cloud did not respond in time: check the network and try again',
      'What is not uploaded is missing from the site. The onboarding continues without it as you choose.',
    ]);
    expect([world.requests, stateOf('publish')]).toMatchObject([['retry'], { state: 'done' }]);
  });

  it('continues without them where the user chooses that', async () => {
    const publishing = { files: 1, failed: ['a.html'] };
    const { world, stateOf } = await proceed({ answers, publishing, rows: ['$(arrow-right) Continue Without Them'] });
    expect([world.requests, stateOf('publish')]).toMatchObject([[], { state: 'done', note: 'someUnpublished' }]);
  });
});
