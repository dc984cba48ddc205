import { describe, expect, it } from 'vitest';
import {
  answerWith,
  bind,
  bucket,
  failingIn,
  name,
  notFoundPage,
  preparedCloud,
  set,
  siteFiles,
  watchEdge,
} from './edgeSteps.js';

describe('what stays open until DNS leads to CDN', () => {
  it.each([
    ['the binding was put off', { facts: { putOff: ['binding'] as const } }],
    ['the user left the binding out', { answers: { skipped: { binding: true } } }],
  ])('is no reason to wait for a download: %s', async (_why, given) => {
    const cloud = await preparedCloud();
    cloud.state.buckets.get(bucket.name)?.cnames.clear();
    const watched = watchEdge(cloud, given);
    expect(await watched.look()).toMatchObject({ kind: 'done', note: 'proofOpen' });
    expect(failingIn(watched)).toEqual(['download']);
  });

  it('is no reason to wait for a download while CDN asks OSS under another name, such as over a port for https', async () => {
    const cloud = await preparedCloud();
    cloud.state.configs.set(
      name,
      (cloud.state.configs.get(name) ?? []).filter(({ functionName }) => functionName !== 'set_req_host_header'),
    );
    const watched = watchEdge(cloud);
    expect(await watched.look()).toMatchObject({ kind: 'done', note: 'proofOpen' });
    expect(failingIn(watched)).toEqual(['download']);
  });

  it('a header of the page itself is reported at once', async () => {
    const cloud = await preparedCloud();
    const headers = { 'content-type': 'text/html', 'content-disposition': 'attachment' };
    await cloud.oss.putObject(
      bucket,
      'index.html',
      { body: Buffer.from('<h1>hi</h1>'), headers },
      new AbortController().signal,
    );
    const watched = watchEdge(cloud);
    expect(await watched.look()).toMatchObject({ kind: 'done', note: 'proofOpen' });
    expect(failingIn(watched)).toEqual(['download']);
  });

  it('a bucket without index.html has no home page', async () => {
    const { 'index.html': _index, ...files } = siteFiles;
    const cloud = await preparedCloud(files);
    const watched = watchEdge(cloud);
    expect(await watched.look()).toMatchObject({ kind: 'done', note: 'proofOpen' });
    expect(failingIn(watched)).toEqual(['root']);
  });

  it('a domain that keeps its settings is only inspected', async () => {
    const cloud = await preparedCloud({ 'photo.jpg': 'jpg' });
    cloud.state.rootDenied = true;
    cloud.state.configs.clear();
    bind(cloud);
    const { site: _site, ...without } = (await import('./edgeSteps.js')).plan;
    const watched = watchEdge(cloud, { plan: { ...without, site: undefined as never } });
    expect(await watched.look()).toMatchObject({ kind: 'done', note: 'proofOpen' });
    expect(watched.facts().proof).toMatchObject({
      checks: [
        { kind: 'root', holds: false, status: 403 },
        { kind: 'certificate', holds: true },
        { kind: 'bytes', holds: true },
      ],
    });
  });

  it('downloads alone promise no home page', async () => {
    const cloud = await preparedCloud({ 'setup.exe': 'exe' });
    const watched = watchEdge(cloud, { plan: { site: { type: 'downloads', notFoundPage } } });
    expect(await watched.look()).toMatchObject({ kind: 'done' });
    expect(failingIn(watched)).toEqual([]);
  });

  it('a certificate that this computer does not trust is the domain’s own', async () => {
    const cloud = await preparedCloud();
    const { probe } = cloud.edge;
    cloud.edge.probe = async (...asked) => {
      const answer = await probe(...asked);
      return answer.certificate ? { ...answer, certificate: { ...answer.certificate, trusted: false } } : answer;
    };
    const watched = watchEdge(cloud);
    expect(await watched.look()).toMatchObject({ kind: 'done', note: 'certificateUntrusted' });
    expect(watched.facts()).toMatchObject({ httpsDoubt: 'untrusted' });
    expect(watched.facts().proof).not.toHaveProperty('httpsUntil');
  });

  it('a certificate that the domain has already is proven although the plan has none, and not waited for', async () => {
    const cloud = await preparedCloud();
    const answers = { skipped: { certificate: true } };
    const watched = watchEdge(cloud, { answers });
    expect(await watched.look()).toMatchObject({ kind: 'done' });
    expect(watched.facts().proof).toHaveProperty('httpsUntil');
    answerWith(cloud, { outcome: 'tlsFailed' }, ({ scheme }) => scheme === 'https');
    expect(await watchEdge(cloud, { answers }).look()).toMatchObject({ kind: 'done', note: 'proofOpen' });
  });

  it('a certificate that was put off is not asked for', async () => {
    const cloud = await preparedCloud();
    cloud.state.given.clear();
    const watched = watchEdge(cloud, { facts: { putOff: ['certificate'] } });
    expect(await watched.look()).toMatchObject({ kind: 'done' });
    expect(failingIn(watched)).toEqual([]);
  });

  it('a rule about who may ask refuses the check', async () => {
    const cloud = await preparedCloud();
    answerWith(cloud, { status: 403, headers: { 'x-cache': 'MISS' } });
    await set(cloud, 'referer_white_list_set', { refer_domain_allow_list: 'example.com', allow_empty: 'off' });
    expect(await watchEdge(cloud).look()).toMatchObject({ kind: 'done', note: 'proofOpen' });
  });
});
