import { beforeEach, describe, expect, it } from 'vitest';
import { resetEditor } from '../../../../support/fakeVscode.js';
import type { MemoryCloud } from '../../../../support/memoryCloud.js';
import { account } from '../form/fillIn.js';
import { askedIn, bucketPlan, dist, filledAccount, review } from './reviewText.js';

beforeEach(resetEditor);

describe('the binding of a domain without an ICP filing', () => {
  const bound = 'Domain bound to bucket: site';
  const unfiled = () => {
    const cloud = filledAccount();
    cloud.state.icp = 'notFiled';
    return cloud;
  };

  it('is shown as refused for a bucket in mainland China, with the omitted parts', async () => {
    const text = await review(unfiled());
    for (const part of [
      'Not bound to bucket site',
      'skip the binding',
      'Auto CDN Cache Update',
      'make browsers download',
    ])
      expect(text).toContain(part);
    for (const part of [bound, 'Origin host:', '_dnsauth']) expect(text).not.toContain(part);
    expect(askedIn(text)).toBe('Steps that need your input: 2 (DNS record, binding)');
  });

  it.each(['cn-hongkong', 'ap-southeast-1'])('is promised for a bucket in %s', async (region) => {
    const of = { ...bucketPlan, origin: { kind: 'bucket', bucket: { name: 'site', region } } } as const;
    expect(await review(unfiled(), of)).toContain(bound);
  });

  it('is promised where it is filed, or nothing says', async () => {
    expect(await review(filledAccount())).toContain(bound);
    const cloud = unfiled();
    cloud.failNext('cdn.checkIcp', 'before', 'offline');
    expect(await review(cloud)).toContain(bound);
  });
});

it('the binding that OSS will refuse is asked about first all the same where the domain is on CDN', async () => {
  const cloud = filledAccount();
  cloud.state.icp = 'notFiled';
  cloud.addDomain('img.example.com', 'site');
  const text = await review(cloud);
  for (const part of ['On the way: the binding to the bucket', 'At the end: the binding that needs an ICP filing'])
    expect(text).toContain(part);
});

describe('the folder to publish', () => {
  it('is named with where it goes, and that each later save is published', async () => {
    const text = await review(filledAccount(), bucketPlan, dist);
    expect(text).toContain('Folder: dist → site/ · Published to its end before DNS leads to CDN');
    expect(text).toContain('Later changes: Published on save');
    expect(text).toContain('Publishing mapping: .vscode/oss-cdn.json');
    expect(askedIn(text)).toBe('Steps that need your input: 2 (files, DNS record)');
  });

  it('is not published through a wildcard domain, if it was chosen before the domain', async () => {
    const text = await review(filledAccount(), { ...bucketPlan, domain: '.example.com' }, dist);
    expect(text).toContain('Folder: Not published: dist · A mapping needs exact domain names, not a wildcard');
    expect(text).not.toContain('.vscode/oss-cdn.json');
  });

  it('is asked about where the bucket may have visitors, and not where it is empty', async () => {
    const line = 'Before publishing: what is added to a bucket that may have visitors';
    expect(await review(filledAccount(), bucketPlan, dist)).toContain(line);
    expect(await review(account(), bucketPlan, dist)).not.toContain(line);
  });

  it('has its consent given by Start', async () => {
    const line = 'Before the first file: your consent that the folder is published';
    expect(await review(filledAccount(), bucketPlan, dist)).not.toContain(line);
    const text = await review(account(), bucketPlan, dist);
    expect(text).not.toContain(line);
    expect(askedIn(text)).toBe('Steps that need your input: 1 (DNS record)');
  });
});

describe('private access to the bucket', () => {
  const privately = (cloud: MemoryCloud) => {
    const bucket = cloud.state.buckets.get('site');
    if (bucket) bucket.info = { ...bucket.info, acl: 'private' };
    return cloud;
  };

  it('is covered by Start, which says whether the bucket has objects', async () => {
    expect(await review(privately(account()))).toContain(
      'Private bucket access: off → on · Anyone can read it through this domain; the bucket stays private otherwise. Covered by Start',
    );
    const text = await review(privately(filledAccount()));
    expect(text).toContain(
      'Anyone can read all that it has through this domain; the bucket stays private otherwise. Covered by Start',
    );
    expect(askedIn(text)).toBe('Steps that need your input: 1 (DNS record)');
  });
});
