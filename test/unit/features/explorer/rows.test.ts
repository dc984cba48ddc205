import { describe, expect, it } from 'vitest';
import type { RunView } from '../../../../src/core/onboarding/run/run.js';
import { throughUploadDomain } from '../../../../src/core/oss/bucketAddress.js';
import { groups, type NodeOf } from '../../../../src/features/explorer/node.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';
import { bucket, many, rowsOf, siteWith } from './bucketRows.js';

describe('rows', () => {
  it('rows of objects are read through the upload domain that a run has set up for their bucket', async () => {
    const cloud = await siteWith('css/site.css');
    cloud.addBucket('other');
    cloud.state.publicEndpointClosed = true;
    const uploadDomain = 'upload.example.com';
    cloud.state.buckets.get('site')?.cnames.set(uploadDomain, { domain: uploadDomain, enabled: true });
    const plan = { origin: { kind: 'bucket', bucket: bucket.argument } };
    const runs = [
      { record: { plan, facts: { upload: { state: 'used', domain: uploadDomain } } } },
    ] as unknown as readonly RunView[];
    const rows = rowsOf(cloud, (ref) => throughUploadDomain(runs, ref));
    const [folder] = await rows.list(bucket);
    expect((await rows.list(folder as NodeOf<'folder'>)).map(({ id }) => id)).toEqual(['object:site/css/site.css']);
    const other = { ...bucket, id: 'bucket:other', argument: { ...bucket.argument, name: 'other' } };
    expect(await rows.list(other)).toMatchObject([{ kind: 'failed', error: { kind: 'publicEndpointForbidden' } }]);
  });

  it('below an open folder are read past the upload domain once no run has one', async () => {
    const cloud = await siteWith('css/site.css');
    const uploadDomain = 'upload.example.com';
    const cnames = cloud.state.buckets.get('site')?.cnames;
    cnames?.set(uploadDomain, { domain: uploadDomain, enabled: true });
    let isSetUp = true;
    const rows = rowsOf(cloud, (ref) => (isSetUp ? { ...ref, uploadDomain } : ref));
    const [folder] = (await rows.list(bucket)) as NodeOf<'folder'>[];
    isSetUp = false;
    cnames?.delete(uploadDomain);
    expect((await rows.list(folder!)).map(({ id }) => id)).toEqual(['object:site/css/site.css']);
  });

  it('folds keys into folders, and leaves out the folder itself', async () => {
    const rows = rowsOf(await siteWith('index.html', 'css/', 'css/site.css'));
    const top = await rows.list(bucket);
    expect(top.map(({ id }) => id)).toEqual(['folder:site/css/', 'object:site/index.html']);
    const folder = top[0] as NodeOf<'folder'>;
    expect((await rows.list(folder)).map(({ id }) => id)).toEqual(['object:site/css/site.css']);
  });

  it('of folders are read again with their parent, and those of other buckets are kept', async () => {
    const cloud = await siteWith('a/b/1.txt', 'a/b/2.txt');
    const rows = rowsOf(cloud);
    const other = { ...bucket, id: 'bucket:site-2', argument: { ...bucket.argument, name: 'site-2' } };
    cloud.addBucket('site-2');
    const [folder] = (await rows.list(bucket)) as NodeOf<'folder'>[];
    const [inner] = (await rows.list(folder!)) as NodeOf<'folder'>[];
    const before = { inner: await rows.list(inner!), other: await rows.list(other) };
    cloud.state.buckets.get('site')?.objects.delete('a/b/1.txt');
    await cloud.oss.putObject(
      other.argument,
      'new.txt',
      { body: new Uint8Array(1), headers: {} },
      new AbortController().signal,
    );
    rows.drop(bucket.id);
    const after = { inner: await rows.list(inner!), other: await rows.list(other) };
    expect({ before: before.inner.length, after: after.inner.map(({ id }) => id), other: after.other }).toEqual({
      before: 2,
      after: ['object:site/a/b/2.txt'],
      other: before.other,
    });
  });

  it('shows a hundred, then a row that loads the rest behind them', async () => {
    const rows = rowsOf(await siteWith(...many));
    const first = await rows.list(bucket);
    expect({ count: first.length, last: first.at(-1)?.kind }).toEqual({ count: 101, last: 'more' });
    await rows.readNext(bucket);
    const all = await rows.list(bucket);
    expect(all.map((row) => (row.kind === 'object' ? row.object.key : row.kind))).toEqual(many);
    expect(all[0]).toBe(first[0]);
  });

  it('keeps the rows that are there when the next page fails', async () => {
    const cloud = await siteWith(...many);
    const rows = rowsOf(cloud);
    await rows.list(bucket);
    cloud.failNext('oss.listObjects', 'before', 'unavailable');
    await expect(rows.readNext(bucket)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await rows.list(bucket)).toHaveLength(101);
  });

  it('an empty group has one row that shows it is empty', async () => {
    const rows = rowsOf(createMemoryCloud());
    expect(await rows.list(groups.buckets)).toEqual([{ kind: 'empty', id: 'empty:buckets', of: 'buckets' }]);
  });

  it('shows a failure as a row, and reads again once it was dropped', async () => {
    const cloud = await siteWith('index.html');
    const rows = rowsOf(cloud);
    cloud.failNext('oss.listBuckets', 'before', 'unavailable');
    const [failed] = await rows.list(groups.buckets);
    expect(failed).toMatchObject({ kind: 'failed', argument: 'buckets', error: { kind: 'unavailable' } });
    rows.drop('buckets');
    expect((await rows.list(groups.buckets)).map(({ id }) => id)).toEqual(['bucket:site']);
  });

  it('rows of buckets that may not be listed are those added by name, a row that adds one, and the reason', async () => {
    const cloud = await siteWith('index.html');
    cloud.failNext('oss.listBuckets', 'before', 'forbidden');
    const rows = await rowsOf(cloud, undefined, [bucket.argument]).list(groups.buckets);
    expect(rows).toMatchObject([
      { id: 'bucket:site', bucket: { pinned: true } },
      { kind: 'addBucket' },
      { kind: 'failed', argument: 'buckets', error: { kind: 'forbidden' } },
    ]);
  });

  it('reads a parent once, however often it is drawn', async () => {
    const cloud = await siteWith('index.html');
    const rows = rowsOf(cloud);
    await Promise.all([rows.list(groups.buckets), rows.list(groups.buckets)]);
    await rows.list(groups.buckets);
    expect(cloud.calls.filter((call) => call === 'oss.listBuckets')).toHaveLength(1);
  });

  it('stay while they are read again, and are the newest then', async () => {
    const cloud = await siteWith('index.html');
    const rows = rowsOf(cloud);
    const idsOf = async () => (await rows.list(groups.buckets)).map(({ id }) => id);
    await idsOf();
    cloud.addBucket('new');
    const renewed = rows.renew(groups.buckets);
    expect(await idsOf()).toEqual(['bucket:site']);
    expect(await renewed).toBeUndefined();
    expect(await idsOf()).toEqual(['bucket:new', 'bucket:site']);
  });

  it('unchanged rows stay the same objects after reading again', async () => {
    const cloud = createMemoryCloud();
    const name = 'img.example.com';
    cloud.state.domains.set(name, { name, status: 'offline', type: 'web', sources: [], httpsOn: false });
    const rows = rowsOf(cloud);
    const [before] = await rows.list(groups.domains);
    cloud.bringOnline(name);
    const same = await rows.renew(groups.domains);
    expect(same).toHaveLength(1);
    expect(same?.[0]).toBe(before);
    expect(before).toMatchObject({ kind: 'domain', domain: { status: 'online' } });
    expect((await rows.list(groups.domains))[0]).toBe(before);
  });

  it('rows that cannot be read again are followed by a row with the error', async () => {
    const cloud = await siteWith('index.html');
    const rows = rowsOf(cloud);
    await rows.list(groups.buckets);
    cloud.failNext('oss.listBuckets', 'before', 'unavailable');
    expect(await rows.renew(groups.buckets)).toBeUndefined();
    expect(await rows.list(groups.buckets)).toMatchObject([{ kind: 'failed' }]);
  });

  it('that a newer reading overtakes are updated by the newer one only', async () => {
    const cloud = await siteWith('index.html');
    const rows = rowsOf(cloud);
    await rows.list(groups.buckets);
    const [older, newer] = [rows.renew(groups.buckets), rows.renew(groups.buckets)];
    expect({ older: await older, newer: (await newer)?.map(({ id }) => id) }).toEqual({
      older: [],
      newer: ['bucket:site'],
    });
  });

  it('are not read again before they were drawn, nor kept from before a sign-in', async () => {
    const cloud = await siteWith('index.html');
    const rows = rowsOf(cloud);
    await rows.renew(groups.buckets);
    expect(cloud.calls).not.toContain('oss.listBuckets');
    await rows.list(groups.buckets);
    const renewed = rows.renew(groups.buckets);
    rows.clear();
    await renewed;
    const count = cloud.calls.length;
    await rows.list(groups.buckets);
    expect(cloud.calls.length).toBe(count + 1);
  });
});
