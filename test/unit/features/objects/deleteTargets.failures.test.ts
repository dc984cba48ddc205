import { beforeEach, expect, test } from 'vitest';
import { deleteTargets } from '../../../../src/features/objects/objectCommands.js';
import { editor, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { bucket, openWindow, serve } from './objectWindow.js';

beforeEach(resetEditor);

const target = (key: string) => ({ bucket, key });
const press = (label: string) => {
  editor.press = (button) => button === label;
};

test('a refused deletion shows its progress, the reason and the remaining objects, with the buttons of that error', async () => {
  const { deps, cloud, sent, failures, logged } = await openWindow(['a.js', 'b.js']);
  serve(cloud, 'img.example.com');
  cloud.failNext('oss.deleteObjects', 'before', 'badCredentials');
  press('Delete and Refresh CDN');
  await deleteTargets(deps, [target('a.js'), target('b.js')]);
  expect({ sent, failures, logged }).toEqual({ sent: [], failures: ['delete objects'], logged: [] });
  expect(editor.shown.at(-1)).toMatchObject({ kind: 'error', buttons: ['Sign In', 'Show Log'] });
  expect(editor.shown.at(-1)?.text).toMatch(
    /^Deleted 0 of 2 objects from my-site\. Not deleted: “a\.js”, “b\.js”\. .+/,
  );
});

test('objects that OSS does not delete are named, the first of them in the notification and all of them in the log', async () => {
  const { deps, cloud, logged } = await openWindow(['a.js', 'b.js', 'c.js', 'd.js', 'e.js']);
  cloud.oss.deleteObjects = async () => ({ failed: ['a.js', 'b.js', 'd.js', 'e.js'] });
  press('Delete');
  await deleteTargets(deps, [target('')]);
  expect(shownTexts().at(-1)).toBe(
    'Deleted 1 of 5 objects from my-site. Not deleted: “a.js”, “b.js”, “d.js”, and 1 more. OSS refused to delete them',
  );
  expect(logged).toEqual(['a.js', 'b.js', 'd.js', 'e.js'].map((key) => `not deleted: my-site/${key}`));
});

test('a deletion that is canceled after OSS kept some objects says that it was canceled', async () => {
  const keys = Array.from({ length: 1_001 }, (_, at) => `${at}.js`);
  const { deps, cloud } = await openWindow(keys, undefined, [{ type: 'my-site' }]);
  editor.cancelProgress = true;
  const deleting = new EventTarget();
  const sleep = () => new Promise<void>((resolve) => deleting.addEventListener('begun', () => resolve()));
  const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
  const { deleteObjects } = cloud.oss;
  cloud.oss.deleteObjects = async (place, batch, signal) => {
    await nextTurn();
    deleting.dispatchEvent(new Event('begun'));
    await nextTurn();
    await deleteObjects(place, batch.slice(1), signal);
    return { failed: batch.slice(0, 1) };
  };
  press('Delete…');
  await deleteTargets({ ...deps, clock: { ...deps.clock, sleep } }, [target('')]);
  expect(shownTexts().at(-1)).toBe('Deleted 999 of 1,001 objects from my-site. Not deleted: “0.js”. Canceled');
});

test('objects without an answer to their deletion are reported and refreshed, since they may be gone', async () => {
  const { deps, cloud, sent } = await openWindow(['a.js', 'b.js']);
  serve(cloud, 'img.example.com');
  cloud.failNext('oss.deleteObjects', 'after', 'timeout');
  press('Delete and Refresh CDN');
  await deleteTargets(deps, [target('a.js'), target('b.js')]);
  expect(shownTexts().at(-1)).toMatch(/^Deleted 0 of 2 objects from my-site\. May have been deleted: 2\. .+/);
  expect(sent).toEqual([{ request: 'urls', urls: ['https://img.example.com/a.js', 'https://img.example.com/b.js'] }]);
});
