import { describe, expect, it } from 'vitest';
import { AppError, type ErrorKind } from '../../../../../src/core/errors.js';
import { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import type { OssPort } from '../../../../../src/core/ports/oss.js';
import { richCloud } from '../richWorld.js';
import { createWorld, live, plan, readyCloud, siteBucket, type World } from '../world.js';

/** A window whose calls to OSS are partly replaced. */
function openWith(world: World, change: (oss: OssPort) => Partial<OssPort>) {
  const deps = world.depsOf('one');
  const oss = { ...portOf(world.cloud.oss), ...change(world.cloud.oss) };
  return new RunBoard({ ...deps, session: { ...deps.session, cloud: async () => ({ ...world.cloud, oss }) } });
}

/** The port as a plain object: the memory cloud answers through a proxy. */
const portOf = (oss: OssPort): OssPort =>
  Object.fromEntries(Object.keys(oss).map((key) => [key, oss[key as keyof OssPort]])) as unknown as OssPort;

const refuse = (kind: ErrorKind, code: string) => async () => {
  throw new AppError(kind, { code, requestId: String(Math.random()) });
};

async function askedAt(
  step: 'binding' | 'upload' | 'afterSwitch',
  world: World,
  change: (oss: OssPort) => Partial<OssPort>,
) {
  const board = openWith(world, change);
  const id = await board.start(plan);
  const state = () => board.runs[0]?.record.steps[step];
  const refused = () => {
    const now = state();
    return now?.state === 'needsUser' && now.ask.kind === 'bindingRefused';
  };
  await live(world, board, id, 30, refused);
  return { board, id, state: state() };
}

/** What OSS may refuse until DNS leads to CDN, or for good. */
const lateErrors: readonly (readonly [ErrorKind, string])[] = [
  ['cnameRefused', 'CnameAlreadyExists'],
  ['cnameRefused', 'CnameDenied'],
  ['cnameRefused', 'NoSuchCnameInRecord'],
  ['cnameRefused', 'CnameIsForbidden'],
  ['cnameRefused', 'CnameIsRisk'],
];
const earlyErrors: readonly (readonly [ErrorKind, string])[] = [
  ['invalidInput', 'InvalidArgument'],
  ['forbidden', 'AccessDenied'],
];

describe('a binding that OSS refuses', () => {
  it.each(earlyErrors)('is distinguished (%s, %s), asked about once, and can be skipped', async (kind, code) => {
    const world = createWorld(readyCloud());
    const { board, id, state } = await askedAt('binding', world, () => ({ createCname: refuse(kind, code) }));
    const ask = { kind: 'bindingRefused', purpose: 'binding', domain: plan.domain, error: { kind, details: { code } } };
    expect(state).toMatchObject({ state: 'needsUser', ask });
    await world.clock.advance(120_000);
    expect(board.runs[0]?.record.steps.binding).toEqual(state);
    await board.answer(id, { skipped: { binding: true } });
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
  });

  it.each(lateErrors)('is put off until DNS leads to CDN (%s, %s), then asked about once', async (kind, code) => {
    const world = createWorld(readyCloud());
    const { board, id, state } = await askedAt('afterSwitch', world, () => ({ createCname: refuse(kind, code) }));
    const ask = { kind: 'bindingRefused', purpose: 'binding', domain: plan.domain, error: { kind, details: { code } } };
    expect(state).toMatchObject({ state: 'needsUser', ask });
    expect(board.runs[0]?.record.steps).toMatchObject({
      binding: { state: 'done', skipped: true, note: 'afterSwitch' },
      originHost: { state: 'done', skipped: true, note: 'afterSwitch' },
      record: { state: 'done' },
    });
    await world.clock.advance(120_000);
    expect(board.runs[0]?.record.steps.afterSwitch).toEqual(state);
    await board.answer(id, { skipped: { binding: true } });
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
  });

  it.each(['listCnames', 'createCnameToken'] as const)(
    'a binding that OSS refuses for want of a right to %s can be skipped too',
    async (call) => {
      const world = createWorld(readyCloud());
      const change = () => ({ [call]: refuse('forbidden', 'AccessDenied') });
      const { board, id, state } = await askedAt('binding', world, change);
      expect(state).toMatchObject({ ask: { kind: 'bindingRefused', error: { kind: 'forbidden' } } });
      await board.answer(id, { skipped: { binding: true } });
      await live(world, board, id);
      expect(board.runs[0]?.activity).toBe('finished');
    },
  );

  it('a refused binding of the upload domain is reported, and another name continues', async () => {
    const world = createWorld(richCloud());
    const denied = refuse('cnameRefused', 'CnameDenied');
    const { board, id, state } = await askedAt('upload', world, (oss) => ({
      createCname: (bucket, domain, signal) =>
        domain === 'upload.example.com' ? denied() : oss.createCname(bucket, domain, signal),
    }));
    expect(state).toMatchObject({ ask: { purpose: 'uploadBinding', domain: 'upload.example.com' } });
    await board.answer(id, { uploadDomain: 'up.example.com' });
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
    expect(board.runs[0]?.record.facts.upload).toMatchObject({ state: 'used', domain: 'up.example.com' });
  });
});

it('a domain for which OSS needs no token is bound without one', async () => {
  const world = createWorld(readyCloud());
  world.cloud.state.cnameTokenNeeded = false;
  let refusals = 2;
  const board = openWith(world, (oss) => ({
    createCname: (bucket, domain, signal) =>
      refusals-- > 0
        ? refuse('cnameTokenNeeded', 'NeedVerifyDomainOwnership')()
        : oss.createCname(bucket, domain, signal),
    createCnameToken: refuse('cnameTokenNeedless', 'NoNeedCreateCnameToken'),
  }));
  await live(world, board, await board.start(plan));
  expect(board.runs[0]?.activity).toBe('finished');
  expect(await world.cloud.oss.listCnames(siteBucket, new AbortController().signal)).toHaveLength(1);
  expect(world.cloud.state.records.filter(({ type }) => type === 'TXT')).toEqual([]);
});

const uploadTarget = 'site.oss-cn-hangzhou.aliyuncs.com';
const uploadState = (board: ReturnType<World['openWindow']>) => board.runs[0]?.record.steps.upload;

describe('the upload domain', () => {
  it('the upload domain without a certificate is asked about, and noticed once it has one', async () => {
    const world = createWorld(richCloud());
    let certified = false;
    const board = openWith(world, (oss) => ({
      listObjects: async (bucket, query, signal) => {
        if (bucket.uploadDomain !== undefined && !certified) throw new AppError('untrustedCertificate');
        return oss.listObjects(bucket, query, signal);
      },
    }));
    const id = await board.start(plan);
    const asked = () => JSON.stringify(uploadState(board)).includes('uploadCertificate');
    await live(world, board, id, 30, asked);
    expect(uploadState(board)).toMatchObject({ ask: { kind: 'uploadCertificate', domain: 'upload.example.com' } });
    certified = true;
    await world.clock.advance(60_000);
    expect(uploadState(board)).toMatchObject({ state: 'done' });
  });

  it('with a paused record resumes it once approved and adds no second one', async () => {
    const world = createWorld(richCloud());
    const record = { ...world.cloud.state.records[0]!, id: 'paused', rr: 'upload', type: 'CNAME', value: uploadTarget };
    world.cloud.state.records.push({ ...record, enabled: false });
    const board = world.openWindow('one');
    const id = await board.start(plan);
    const asked = () => JSON.stringify(uploadState(board)).includes('recordPaused');
    await live(world, board, id, 30, asked);
    expect(asked()).toBe(true);
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
    const uploads = world.cloud.state.records.filter(({ rr }) => rr === 'upload');
    expect(uploads.map(({ id: each, enabled }) => ({ id: each, enabled }))).toEqual([{ id: 'paused', enabled: true }]);
  });

  it('is shown to be added by hand where DNS may not be read', async () => {
    const world = createWorld(richCloud());
    for (let count = 0; count < 80; count++) world.cloud.failNext('dns.locate', 'before', 'forbidden');
    world.cloud.state.buckets.get('site')?.cnames.set('upload.example.com', {
      domain: 'upload.example.com',
      enabled: true,
      autoRefresh: false,
    });
    const board = openWith(world, (oss) => ({
      listObjects: (bucket, query, signal) =>
        bucket.uploadDomain === undefined ? oss.listObjects(bucket, query, signal) : refuse('offline', 'ENOTFOUND')(),
    }));
    const id = await board.start(plan);
    const asked = () => JSON.stringify(uploadState(board)).includes('addRecordElsewhere');
    await live(world, board, id, 10, asked);
    expect(uploadState(board)).toMatchObject({
      ask: { kind: 'addRecordElsewhere', host: 'upload.example.com', value: uploadTarget },
    });
  });
});

it('a proof that did not help, since the name has no ICP filing, is taken away before DNS is changed', async () => {
  const world = createWorld(readyCloud());
  const txts = () => world.cloud.state.records.filter(({ type }) => type === 'TXT').map(({ rr }) => rr);
  const board = openWith(world, () => ({
    createCname: () =>
      txts().length > 0
        ? refuse('cnameRefused', 'NoSuchCnameInRecord')()
        : refuse('cnameTokenNeeded', 'NeedVerifyDomainOwnership')(),
  }));
  world.unanswered.add('approveRecord');
  const id = await board.start(plan);
  await live(world, board, id, 30, () => board.runs[0]?.record.steps.record.state === 'needsUser');
  expect(txts()).toEqual([]);
  world.unanswered.clear();
  await live(world, board, id, 30, () => board.runs[0]?.record.steps.afterSwitch.state === 'needsUser');
  await board.answer(id, { skipped: { binding: true } });
  await live(world, board, id);
  expect(board.runs[0]).toMatchObject({ activity: 'finished', record: { facts: { ownTxt: [] } } });
  expect(board.runs[0]?.record.steps.binding).toMatchObject({ state: 'done', skipped: true, note: 'asChosen' });
  expect(txts()).toEqual([]);
});
