import { expect, it } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import { folderLook, objectLook } from '../../../../src/features/explorer/cloudItems.js';
import { groups, type NodeOf } from '../../../../src/features/explorer/node.js';
import { emptyLook } from '../../../../src/features/explorer/noteItems.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';
import { bucket, rowsOf, siteWith } from './bucketRows.js';

it('buckets and domains are sorted by their names, whatever the order of the answer', async () => {
  const cloud = createMemoryCloud();
  for (const name of ['zoo', 'api', 'img']) cloud.addBucket(name);
  for (const name of ['www.example.com', 'api.example.com', '.example.com']) cloud.addDomain(name, 'img');
  const rows = rowsOf(cloud, undefined, [{ name: 'lab', region: 'cn-hangzhou' }]);
  const idsOf = async (group: 'buckets' | 'domains') => (await rows.list(groups[group])).map(({ id }) => id);
  expect(await idsOf('buckets')).toEqual(['bucket:api', 'bucket:img', 'bucket:lab', 'bucket:zoo']);
  expect(await idsOf('domains')).toEqual(['domain:.example.com', 'domain:api.example.com', 'domain:www.example.com']);
});

/** A cloud whose list of domains takes several calls, of which the last waits for `end`. */
function longList() {
  const cloud = createMemoryCloud();
  cloud.addBucket('img');
  for (const name of ['c.example.com', 'b.example.com', 'a.example.com']) cloud.addDomain(name, 'img');
  const { listDomains } = cloud.cdn;
  let end: (error?: AppError) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve());
  });
  cloud.cdn.listDomains = async (signal, onPart) => {
    const all = await listDomains(signal);
    onPart?.(all.slice(0, 2));
    await ended;
    return all;
  };
  const replacements: Promise<boolean>[] = [];
  const rows = rowsOf(cloud, undefined, [], (_parent, replaced) => replacements.push(replaced));
  return { rows, replacements, end };
}

it('the first domains of a long list have rows before the others, and keep them', async () => {
  const { rows, replacements, end } = longList();
  const first = await rows.list(groups.domains);
  expect(first.map(({ id }) => id)).toEqual(['domain:b.example.com', 'domain:c.example.com']);
  expect(await rows.list(groups.domains)).toBe(first);
  end();
  expect(await Promise.all(replacements)).toEqual([true]);
  const [added, ...others] = await rows.list(groups.domains);
  expect(added?.id).toBe('domain:a.example.com');
  for (const [index, row] of first.entries()) expect(others[index]).toBe(row);
});

it('a long list of which only the first part could be read is a failure', async () => {
  const { rows, replacements, end } = longList();
  await rows.list(groups.domains);
  end(new AppError('unavailable'));
  expect(await Promise.all(replacements)).toEqual([true]);
  expect(await rows.list(groups.domains)).toMatchObject([{ kind: 'failed', error: { kind: 'unavailable' } }]);
});

it('the rest of a long list replaces no rows that were read again meanwhile', async () => {
  const { rows, replacements, end } = longList();
  await rows.list(groups.domains);
  rows.drop('domains');
  const again = await rows.list(groups.domains);
  const [older] = replacements;
  end();
  expect(await older).toBe(false);
  expect(await Promise.all(replacements)).toEqual([false, true]);
  expect(await rows.list(groups.domains)).toHaveLength(again.length + 1);
});

it('the first page of a folder is short, and each further one has 1,000 rows', async () => {
  const cloud = await siteWith(...Array.from({ length: 1_150 }, (_, at) => `file-${String(at).padStart(4, '0')}.txt`));
  const rows = rowsOf(cloud);
  const objects = async () => (await rows.list(bucket)).filter(({ kind }) => kind === 'object').length;
  expect(await objects()).toBe(100);
  await rows.readNext(bucket);
  expect(await objects()).toBe(1_100);
  await rows.readNext(bucket);
  expect(await objects()).toBe(1_150);
});

it('a prefix without objects is named in its empty row, and an empty bucket has one without a prefix', async () => {
  const rows = rowsOf(await siteWith('img/a.png'));
  rows.setFilter(bucket.id, 'docs/');
  const [, none] = (await rows.list(bucket)) as NodeOf<'empty'>[];
  expect(emptyLook(none!).label).toBe('No objects begin with docs/');
  rows.setFilter(bucket.id, '');
  expect((await rows.list(bucket)).map(({ kind }) => kind)).toEqual(['folder']);
  const [empty] = (await rowsOf(await siteWith()).list(bucket)) as NodeOf<'empty'>[];
  expect(emptyLook(empty!).label).toBe('No objects');
});

it('names that are empty, blank, or end in blanks are readable, and names of dots are unchanged', async () => {
  const rows = rowsOf(await siteWith('a//b', 'a/ /c', 'a/../d', 'a/..', 'a/.', 'a/ e ', 'a/f'));
  const [folder] = (await rows.list(bucket)) as NodeOf<'folder'>[];
  const looks = (await rows.list(folder!)).map((row) =>
    row.kind === 'folder' ? ['folder', folderLook(row).label] : ['object', objectLook(row as NodeOf<'object'>).label],
  );
  expect(looks).toEqual([
    ['folder', '" "'],
    ['folder', '..'],
    ['folder', '(empty name)'],
    ['object', '" e "'],
    ['object', '.'],
    ['object', '..'],
    ['object', 'f'],
  ]);
  const empty = (await rows.list(folder!)).find(({ id }) => id === 'folder:site/a//') as NodeOf<'folder'>;
  expect((await rows.list(empty)).map(({ id }) => id)).toEqual(['object:site/a//b']);
});

it.each([
  ['Standard', '1 B', false],
  [undefined, '1 B', false],
  ['IA', '1 B · Infrequent Access', false],
  ['Archive', '1 B · Archive', true],
  ['ColdArchive', '1 B · Cold Archive', true],
  ['DeepColdArchive', '1 B · Deep Cold Archive', true],
  ['FutureClass', '1 B · FutureClass', false],
])('an object of the storage class %s is marked as such', (storageClass, description, isArchived) => {
  const object = { key: 'a.txt', size: 1, etag: '', lastModified: '', ...(storageClass && { storageClass }) };
  const argument = { bucket: bucket.argument, key: object.key };
  const look = objectLook({ kind: 'object', id: 'object:site/a.txt', bucket: bucket.argument, object, argument });
  expect(look.description).toBe(description);
  expect((look.iconPath as { id?: string } | undefined)?.id === 'archive').toBe(isArchived);
  expect(look.accessibilityInformation?.label).toContain(description);
});
