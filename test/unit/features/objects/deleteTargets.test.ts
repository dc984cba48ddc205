import { beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import { deleteTargets } from '../../../../src/features/objects/objectCommands.js';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { bucket, openWindow, serve } from './objectWindow.js';

beforeEach(resetEditor);

const target = (key: string) => ({ bucket, key });
const press = (label: string) => {
  editor.press = (button) => button === label;
};

test('a deletion shows its objects and effects, and deletes nothing when cancelled', async () => {
  const { deps, cloud, mapped } = await openWindow(['a.js', 'img/1.png', 'img/2.png', 'keep.txt']);
  serve(cloud, 'img.example.com');
  mapped.add('a.js');
  await deleteTargets(deps, [target('a.js'), target('img/')]);
  expect(modalTexts()).toEqual([
    [
      'Delete 3 objects from my-site?',
      '“img/”: 2\n“a.js”\n',
      'The bucket has no versioning: this cannot be undone.\n',
      'CDN serves its cached copies until they are refreshed or expire: img.example.com',
      'Uses 3 of the 10,000 URL refreshes left today.',
      'This takes effect after 5 to 6 minutes and cannot be undone.\n',
      'Folders of this workspace are published here: the next publish uploads files of these names again if the folders have them. Objects: 1',
      '[Do Not Delete]',
      '[Delete and Refresh CDN]',
      '[Delete Only]',
    ].join('\n'),
  ]);
  expect(cloud.state.buckets.get(bucket.name)?.objects.size).toBe(4);
});

test('approved objects are deleted, their URLs refreshed, and the rows of the bucket read again', async () => {
  const { deps, cloud, sent } = await openWindow(['a.js', 'site/img/1.png', 'site/keep.txt']);
  serve(cloud, 'img.example.com');
  press('Delete and Refresh CDN');
  await deleteTargets(deps, [target('a.js'), target('site/img/')]);
  expect([...(cloud.state.buckets.get(bucket.name)?.objects.keys() ?? [])]).toEqual(['site/keep.txt']);
  expect(sent).toEqual([
    { request: 'urls', urls: ['https://img.example.com/a.js', 'https://img.example.com/site/img/1.png'] },
  ]);
  expect(editor.ran).toEqual([['ossCdn.retryNode', 'bucket:my-site']]);
  expect(shownTexts().at(-1)).toBe('Deleted from my-site: 2 objects');
});

test('4,000 objects without versions are deleted once the name of their folder was entered', async () => {
  const keys = Array.from({ length: 4_000 }, (_, at) => `prod/${at}.js`);
  const refused = 'This does not match the name: prod';
  const { deps, cloud } = await openWindow(keys, undefined, ['cancel', { type: 'preview', refused }, { type: 'prod' }]);
  const left = () => cloud.state.buckets.get(bucket.name)?.objects.size;
  press('Delete…');
  await deleteTargets(deps, [target('prod/')]);
  expect({ left: left(), buttons: editor.shown[0]?.buttons }).toEqual({
    left: 4_000,
    buttons: ['Do Not Delete', 'Delete…'],
  });
  await deleteTargets(deps, [target('prod/')]);
  expect(left()).toBe(0);
});

test('an object that is created while the question is open is not deleted with its folder', async () => {
  const { deps, cloud } = await openWindow(['img/1.png']);
  editor.press = (button) => {
    if (button !== 'Delete') return false;
    const objects = cloud.state.buckets.get(bucket.name)?.objects;
    const made = objects?.get('img/1.png');
    if (made) objects?.set('img/new.png', made);
    return true;
  };
  await deleteTargets(deps, [target('img/')]);
  expect([...(cloud.state.buckets.get(bucket.name)?.objects.keys() ?? [])]).toEqual(['img/new.png']);
});

test('without a refresh nothing is sent to CDN', async () => {
  const { deps, cloud, sent } = await openWindow(['a.js']);
  serve(cloud, 'img.example.com');
  press('Delete Only');
  await deleteTargets(deps, [target('a.js')]);
  expect({ sent, left: cloud.state.buckets.get(bucket.name)?.objects.size }).toEqual({ sent: [], left: 0 });
  expect(shownTexts()[0]).toMatch(/^Delete “a\.js” from my-site\?/);
});

describe('the question of a deletion', () => {
  test('says that objects are deleted too that a prefix filter does not show', async () => {
    const { deps, filters } = await openWindow(['img/1.png', 'img/2.png', 'css/a.css']);
    filters.set('folder:my-site/img/', '1');
    await deleteTargets(deps, [target('img/'), target('css/')]);
    expect(modalTexts()[0]).toContain('This includes the objects that the prefix filter does not show: “img/”\n');
    filters.clear();
    await deleteTargets(deps, [target('img/')]);
    expect(modalTexts()[1]).not.toContain('prefix filter');
  });

  test('names every selected folder with its count before the single objects, and none that another one covers', async () => {
    const many = Array.from({ length: 12 }, (_, at) => `b/${at}.js`);
    const { deps } = await openWindow(['a.js', 'c.js', 'prod/1.js', 'prod/icons/2.js', ...many]);
    const keys = ['a.js', 'c.js', 'b/', 'b/3.js', 'prod/icons/', 'prod/'];
    await deleteTargets(deps, keys.map(target));
    expect(modalTexts()[0]?.split('\n\n').slice(0, 1)).toEqual([
      'Delete 16 objects from my-site?\n“b/”: 12\n“prod/”: 2\n“a.js”\n“c.js”',
    ]);
  });

  test('names a selected folder beside the only object in it', async () => {
    const { deps } = await openWindow(['prod/1.js']);
    await deleteTargets(deps, [target('prod/')]);
    expect(modalTexts()[0]).toMatch(/^Delete “prod\/1\.js” from my-site\?\n“prod\/”: 1\n/);
  });

  test.each([
    ['enabled', 'OSS saves versions that Versions… and Show Deleted… restore.'],
    ['suspended', 'Versions… restores only those that OSS saved before that.'],
  ])('promises only the versions that OSS keeps where versioning is %s', async (versioning, promise) => {
    const { deps, cloud } = await openWindow(['a.js']);
    Object.assign(cloud.state.buckets.get(bucket.name)!.info, { versioning });
    await deleteTargets(deps, [target('a.js')]);
    expect(modalTexts()[0]).toContain(promise);
  });

  test('the question of a deletion says where the mappings cannot be read', async () => {
    const { deps, cloud, failures } = await openWindow(['a.js']);
    deps.mappedObjects.findPublished = () => Promise.reject(new Error('The mapping file is gone'));
    press('Delete');
    await deleteTargets(deps, [target('a.js')]);
    expect(modalTexts()[0]).toContain(
      '\nWhether folders of this workspace are published here could not be checked.\n[Do Not Delete]\n[Delete]',
    );
    expect({ left: cloud.state.buckets.get(bucket.name)?.objects.size, failures }).toEqual({
      left: 0,
      failures: ['read mappings'],
    });
  });

  test('the question of a deletion offers to refresh the domains where the quota cannot be read', async () => {
    const { deps, cloud, failures } = await openWindow(['a.js']);
    serve(cloud, 'img.example.com');
    cloud.failNext('cdn.readRefreshQuota', 'before', 'timeout');
    await deleteTargets(deps, [target('a.js')]);
    expect(modalTexts()[0]).toContain(
      [
        'CDN serves its cached copies until they are refreshed or expire: img.example.com',
        "Uses 1 of today's URL refreshes.",
        'This takes effect after 5 to 6 minutes and cannot be undone.',
        '[Do Not Delete]',
        '[Delete and Refresh CDN]',
      ].join('\n'),
    );
    expect(failures).toEqual(['read refresh quota']);
  });

  test('of one object says that the next publish uploads a file of its name', async () => {
    const { deps, mapped } = await openWindow(['a.js']);
    mapped.add('a.js');
    await deleteTargets(deps, [target('a.js')]);
    expect(modalTexts()[0]).toContain(
      'A folder of this workspace is published here: the next publish uploads a file of this name again if the folder has one.',
    );
  });

  test('is not shown if the reading before it was cancelled', async () => {
    const { deps, cloud, failures } = await openWindow(['a.js']);
    let signal: AbortSignal | undefined;
    editor.cancelProgress = true;
    const reading = new EventTarget();
    const sleep = () => new Promise<void>((resolve) => reading.addEventListener('begun', () => resolve()));
    const clock = { ...deps.clock, sleep };
    cloud.oss.readBucketInfo = (_bucket, given) => {
      signal = given;
      reading.dispatchEvent(new Event('begun'));
      return new Promise((_resolve, reject) =>
        given.addEventListener('abort', () => reject(new AppError('cancelled'))),
      );
    };
    const deleting = deleteTargets({ ...deps, clock }, [target('a.js')]);
    await expect(deleting).rejects.toMatchObject({ kind: 'cancelled' });
    expect({ aborted: signal?.aborted, modals: modalTexts(), failures }).toEqual({
      aborted: true,
      modals: [],
      failures: [],
    });
  });

  test('is shown where the bucket and the domains may not be read', async () => {
    const { deps, cloud, failures } = await openWindow(['a.js']);
    cloud.failNext('oss.readBucketInfo', 'before', 'forbidden');
    cloud.failNext('cdn.listDomainsBySource', 'before', 'forbidden');
    press('Delete');
    await deleteTargets(deps, [target('a.js')]);
    expect(modalTexts()[0]).toBe(
      [
        'Delete “a.js” from my-site?',
        'This cannot be undone unless the bucket has versioning enabled.\n',
        'Whether CDN serves cached copies could not be checked.',
        '[Do Not Delete]',
        '[Delete]',
      ].join('\n'),
    );
    expect({ left: cloud.state.buckets.get(bucket.name)?.objects.size, failures }).toEqual({
      left: 0,
      failures: ['read bucket', 'read CDN domains'],
    });
  });
});

describe('the copies that CDN serves of deleted objects', () => {
  test('are refreshed at a domain that is being configured too, and not at one that is disabled', async () => {
    const { deps, cloud, sent } = await openWindow(['a.js']);
    serve(cloud, 'a.example.com', 'configuring');
    serve(cloud, 'b.example.com', 'offline');
    press('Delete and Refresh CDN');
    await deleteTargets(deps, [target('a.js')]);
    expect(sent).toEqual([{ request: 'urls', urls: ['https://a.example.com/a.js'] }]);
  });

  test.each([
    ['old/', 'Directory: “/old/”'],
    ['', 'Directory: / (everything on each domain)'],
  ])('are refreshed by their directory "/%s" after saying what that does', async (folder, line) => {
    const { deps, cloud } = await openWindow(Array.from({ length: 600 }, (_, at) => `${folder}${at}.png`));
    serve(cloud, 'a.example.com');
    cloud.state.quota.urls = 601;
    await deleteTargets(deps, [target(folder)]);
    expect(modalTexts()[0]).toContain(
      [
        line,
        'At the next request for each object in the directory, the edge checks with the origin whether it has changed. Changed objects are fetched from the origin, which bills that traffic.',
        'Uses 1 of the 100 directory refreshes left today.',
        'This takes effect after 5 to 6 minutes and cannot be undone.',
      ].join('\n'),
    );
  });

  test('are reported to stay on wildcard domains, which CDN cannot refresh', async () => {
    const { deps, cloud } = await openWindow(['a.js']);
    serve(cloud, '.example.com');
    await deleteTargets(deps, [target('a.js')]);
    expect(modalTexts()[0]).toContain(
      'CDN cannot refresh wildcard domains; they serve cached copies until these expire: *.example.com\n[Do Not Delete]\n[Delete]',
    );
  });

  test('are refreshed under the domains and further URLs that a mapping of the workspace names', async () => {
    const { deps, cloud, sent, mapped, mapping } = await openWindow(['a.js']);
    serve(cloud, 'a.example.com');
    cloud.state.domains.set('b.example.com', {
      ...cloud.state.domains.get('a.example.com')!,
      name: 'b.example.com',
      sources: [],
    });
    mapped.add('a.js');
    mapping.domains.push('b.example.com', 'gone.example.com');
    mapping.variants.push('{path}?v=1');
    press('Delete and Refresh CDN');
    await deleteTargets(deps, [target('a.js')]);
    expect(sent).toEqual([
      {
        request: 'urls',
        urls: ['a', 'b'].flatMap((name) => ['', '?v=1'].map((end) => `https://${name}.example.com/a.js${end}`)),
      },
    ]);
    expect(modalTexts()[0]).toContain('Uses 4 of the 10,000 URL refreshes left today.');
  });
});

test('objects of several buckets are not deleted together', async () => {
  const { deps } = await openWindow(['a.js']);
  press('Delete');
  await deleteTargets(deps, [target('a.js'), { bucket: { ...bucket, name: 'other' }, key: 'b.js' }]);
  expect(shownTexts()).toEqual([
    'Objects of several buckets are selected: select objects of one bucket to delete them',
  ]);
});

test.each([
  [['img/'], 'There are no objects in this folder'],
  [['img/', 'css/'], 'The selection has no objects'],
])('nothing is asked about %j without objects', async (keys, text) => {
  const { deps } = await openWindow([]);
  await deleteTargets(deps, keys.map(target));
  expect(shownTexts()).toEqual([text]);
});
