import { beforeEach, expect, test } from 'vitest';
import { listCommandTargets, registerCommand } from '../../../src/host/commands.js';
import { editor, resetEditor, Uri } from '../../support/fakeVscode.js';

beforeEach(resetEditor);

const log = { debug: () => undefined, failure: () => undefined } as never;
const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const object = (key: string) => ({ kind: 'object', argument: { bucket, key } });
const folder = (key: string) => ({ kind: 'folder', argument: { bucket, key } });

/** What a command on targets gets of a click. */
async function targetsOf(...click: readonly unknown[]) {
  let got: readonly unknown[] = [];
  registerCommand({ log }, 'ossCdn.refreshUrls', (...given) => {
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

test('a call from code hands over a plan as it is', async () => {
  const start = { plan: { domain: 'img.example.com', origin: { kind: 'bucket', bucket } } };
  let got: unknown;
  registerCommand({ log }, 'ossCdn.onboard', (given) => {
    got = given;
  });
  await editor.commands.get('ossCdn.onboard')?.(start as never);
  expect(got).toEqual(start);
});
