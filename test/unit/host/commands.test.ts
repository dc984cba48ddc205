import { beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../src/core/errors.js';
import { type CommandDeps, listCommandTargets, registerCommand } from '../../../src/host/commands.js';
import { askModal, showWarning } from '../../../src/host/display.js';
import { eventually } from '../../support/eventually.js';
import { editor, packageJSON, resetEditor, shownTexts, Uri } from '../../support/fakeVscode.js';
import { createVirtualClock, type VirtualClock } from '../../support/virtualClock.js';

beforeEach(resetEditor);

const deps = {
  log: { debug: () => undefined, failure: () => undefined, redact: String },
  clock: createVirtualClock(),
  context: { extension: { packageJSON } },
} as never as CommandDeps;
const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const object = (key: string) => ({ kind: 'object', argument: { bucket, key } });
const folder = (key: string) => ({ kind: 'folder', argument: { bucket, key } });

/** What a command on targets gets of a click. */
async function targetsOf(...click: readonly unknown[]) {
  let got: readonly unknown[] = [];
  registerCommand(deps, 'ossCdn.refreshUrls', (...given) => {
    got = listCommandTargets(given);
  });
  await editor.commands.get('ossCdn.refreshUrls')?.(...(click as never[]));
  return got;
}

test('a command on selected rows gets objects and folders of objects, which are of one family', async () => {
  const rows = [object('a.js'), folder('img/'), object('b.js')];
  expect(await targetsOf(rows[0], rows)).toEqual(rows.map(({ argument }) => argument));
});

test('a command on an object gets no other row that is selected beside it', async () => {
  const others = [
    { kind: 'bucket', argument: bucket },
    { kind: 'domain', argument: 'img.example.com' },
    { kind: 'run', argument: 'run-1' },
    { kind: 'more', argument: 'bucket:my-site' },
    { kind: 'group', id: 'buckets' },
  ];
  const [first, second] = [object('a.js'), object('b.js')];
  expect(await targetsOf(first, [others[0], first, ...others.slice(1), second])).toEqual([
    first.argument,
    second.argument,
  ]);
});

test('a command on one row of its kind gets that row, whatever else is selected', async () => {
  const domain = { kind: 'domain', argument: 'img.example.com' };
  expect(await targetsOf(domain, [domain, object('a.js'), { kind: 'run', argument: 'run-1' }])).toEqual([
    'img.example.com',
  ]);
});

test('a command on files of the workspace gets all that are selected', async () => {
  const files = ['/w/a.js', '/w/b.js'].map((path) => Uri.file(path));
  expect(await targetsOf(files[0], files)).toEqual(files.map(String));
});

test('a call from code passes on its argument unchanged', async () => {
  const start = { ...bucket, domain: 'img.example.com' };
  let got: unknown;
  registerCommand(deps, 'ossCdn.onboard', (given) => {
    got = given;
  });
  await editor.commands.get('ossCdn.onboard')?.(start as never);
  expect(got).toEqual(start);
});

/** Calls a command that does this, on a clock of its own. */
function run(work: (clock: VirtualClock) => Promise<unknown>) {
  const clock = createVirtualClock();
  registerCommand({ ...deps, clock }, 'ossCdn.editOrigin', () => work(clock));
  void editor.commands.get('ossCdn.editOrigin')?.();
  return clock;
}

const { signal } = new AbortController();

test('a command that has shown nothing for 0.1 s shows progress under its title, and reports its end', async () => {
  const clock = run((own) => own.sleep(3_000, signal));
  await clock.advance(99);
  expect(editor.progress).toEqual([]);
  await clock.advance(1);
  expect(editor.progress).toEqual(['Edit Origin', undefined]);
  expect(editor.progressing).toBe(1);
  await clock.advance(2_900);
  expect(editor.progressing).toBe(0);
  expect(shownTexts()).toEqual(['Finished: Edit Origin']);
  expect(clock.waiting).toBe(0);
});

test('in a window of another language a command shows progress under its translated title', async () => {
  const commands = [{ command: 'ossCdn.editOrigin', title: { value: '编辑源站…', original: 'Edit Origin…' } }];
  const { clock } = deps as unknown as { clock: VirtualClock };
  const context = { extension: { packageJSON: { contributes: { commands } } } };
  registerCommand({ ...deps, context } as never, 'ossCdn.editOrigin', () => clock.sleep(200, signal));
  const run = editor.commands.get('ossCdn.editOrigin')?.();
  await clock.advance(200);
  await run;
  expect(editor.progress).toContain('编辑源站');
});

test('a command that opens an editor does not report its end', async () => {
  const clock = run(async (own) => {
    await own.sleep(3_000, signal);
    editor.tabs.fire(undefined);
  });
  await clock.advance(3_000);
  expect(shownTexts()).toEqual([]);
});

test('a command shows no progress while it asks, and shows it again after the answer', async () => {
  let press = (_button: string) => {};
  editor.answer = () => new Promise((resolve) => (press = resolve));
  const clock = run(async (own) => {
    await own.sleep(200, signal);
    await askModal('Change the origin?', { detail: 'Visitors get other files', close: 'Cancel' }, 'Change');
    await own.sleep(3_000, signal);
    void showWarning('The origin is changed');
  });
  await clock.advance(150);
  expect(editor.progressing).toBe(1);
  await clock.advance(5_000);
  expect(editor.progressing).toBe(0);
  press('Change');
  await clock.advance(99);
  expect(editor.progressing).toBe(0);
  await clock.advance(1);
  expect(editor.progressing).toBe(1);
  await clock.advance(3_000);
  expect(editor.progressing).toBe(0);
  expect(shownTexts().at(-1)).toBe('The origin is changed');
});

test('a command that fails or is cancelled does not report its end', async () => {
  for (const kind of ['offline', 'cancelled'] as const) {
    const clock = run(async (own) => {
      await own.sleep(1_000, signal);
      throw new AppError(kind);
    });
    await clock.advance(1_000);
    expect(editor.progressing).toBe(0);
  }
  // The code that shows errors is loaded by the first one.
  await eventually(() => expect(editor.shown.map(({ kind }) => kind)).toEqual(['error']));
});

test('quick commands leave nothing in the status bar', async () => {
  const clock = run((own) => own.sleep(50, signal));
  await clock.advance(1_000);
  expect(editor.progress).toEqual([]);
  expect(shownTexts()).toEqual([]);
});
