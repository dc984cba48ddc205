import { describe, expect, it } from 'vitest';
import { startLines } from '../../../../../src/core/onboarding/approvals.js';
import type { StepId } from '../../../../../src/core/onboarding/run/run.js';
import type { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import { addMemoryCertificate } from '../../../../support/memory/certificates.js';
import { addConfig, bindByHand, handMade, site } from '../hands.js';
import { oldRecord } from '../richWorld.js';
import { createWorld, live, plan, readyCloud, siteBucket } from '../world.js';

const { signal } = new AbortController();
const target = `${plan.domain}.w.kunlunsl.com`;

/** A domain that was on CDN before the run, where the user leaves these questions alone. */
function visited(...unanswered: Parameters<ReturnType<typeof createWorld>['unanswered']['add']>[0][]) {
  const world = createWorld(readyCloud());
  world.cloud.state.domains.set(plan.domain, handMade);
  for (const kind of unanswered) world.unanswered.add(kind);
  return { world, board: world.openWindow('one') };
}

const stepOf = (board: RunBoard, id: StepId) => board.runs[0]?.record.steps[id];

describe('a domain that was on CDN before the run', () => {
  it('is bound only once the user agrees, which covers its origin host', async () => {
    const { world, board } = visited('bindAgain', 'approveRecord');
    const id = await board.start(plan, {
      started: Object.values(startLines).filter((line) => typeof line === 'string'),
    });
    await live(world, board, id, 20);
    expect(stepOf(board, 'binding')).toMatchObject({ ask: { kind: 'bindAgain', first: true } });
    expect(site(world).cnames.size).toBe(0);
    world.unanswered.delete('bindAgain');
    await live(world, board, id, 20);
    expect(site(world).cnames.size).toBe(1);
    expect(stepOf(board, 'originHost')).toMatchObject({ state: 'done' });
    expect(world.cloud.state.configs.get(plan.domain)).toMatchObject([{ functionName: 'set_req_host_header' }]);
  });

  it('has an origin host set only once the user agrees, where it is bound', async () => {
    const { world, board } = visited('setHost', 'approveRecord');
    bindByHand(world, plan.domain);
    const id = await board.start(plan);
    await live(world, board, id, 20);
    expect(stepOf(board, 'originHost')).toMatchObject({ ask: { kind: 'setHost', first: true } });
    expect(world.cloud.state.configs.get(plan.domain)).toBeUndefined();
  });

  it('keeps its TLS versions with the certificate that it keeps', async () => {
    const { world, board } = visited('approveRecord');
    const certificate = addMemoryCertificate(world.cloud.state, [plan.domain], 2e12, 'own');
    world.cloud.state.given.set(plan.domain, certificate.id);
    addConfig(world, 'https_tls_version', { tls10: 'on', tls11: 'on', tls12: 'on', tls13: 'on' });
    world.unanswered.add('chooseCertificate');
    const id = await board.start(plan, { skipped: { certificate: false } });
    await live(world, board, id, 20);
    const { certificate: asked } = board.runs[0]!.record.steps;
    if (asked.state !== 'needsUser' || asked.ask.kind !== 'chooseCertificate') throw new Error(JSON.stringify(asked));
    await board.answer(id, { certificate: { kind: 'keep', present: asked.ask.present ?? '' } });
    await live(world, board, id, 20);
    expect(stepOf(board, 'protocols')).toMatchObject({ state: 'done', skipped: true, note: 'noSite' });
    const tls = world.cloud.state.configs
      .get(plan.domain)
      ?.find(({ functionName }) => functionName === 'https_tls_version');
    expect(tls?.args.tls10).toBe('on');
  });
});

describe('the approval by Start for a private bucket', () => {
  async function askedWith(keys: readonly string[], published?: number) {
    const cloud = readyCloud();
    const bucket = cloud.state.buckets.get('site')!;
    bucket.info = { ...bucket.info, acl: 'private' };
    await cloud.oss.deleteObject(siteBucket, 'index.html', signal);
    for (const key of keys) await cloud.oss.putObject(siteBucket, key, { body: Buffer.from('x'), headers: {} }, signal);
    const world = createWorld(cloud);
    if (published !== undefined) world.publishing.files = published;
    const folder = published === undefined ? {} : { folder: 'file:///site/dist' };
    const started = [startLines.privateOrigin, startLines.publish];
    world.unanswered.add('privateBucket').add('emptyBucket');
    const board = world.openWindow('one');
    await live(world, board, await board.start(plan, { ...folder, started }), 20);
    return stepOf(board, 'privateOrigin');
  }

  it('is asked about again where the bucket has received an object since', async () => {
    expect(await askedWith(['secret.txt'])).toMatchObject({ ask: { kind: 'privateBucket' } });
  });

  it('stays valid while the bucket has only what the run has published', async () => {
    expect(await askedWith(['index.html', 'about.html'], 2)).toMatchObject({ state: 'done' });
    expect(await askedWith(['index.html', 'about.html', 'secret.txt'], 2)).toMatchObject({
      ask: { kind: 'privateBucket' },
    });
  });

  it('stays valid while the bucket is empty', async () => {
    expect(await askedWith([])).toMatchObject({ state: 'done' });
  });
});

describe('an approval to send visitors to CDN', () => {
  it('is asked for again when the proof shows less than before', async () => {
    const world = createWorld();
    world.unanswered.add('approveRecord');
    const board = world.openWindow('one');
    const id = await board.start(plan);
    await live(world, board, id, 20);
    const { record } = board.runs[0]!.record.steps;
    if (record.state !== 'needsUser' || record.ask.kind !== 'approveRecord') throw new Error(JSON.stringify(record));
    const { approval } = record.ask;
    await board.answer(id, { approvals: { record: approval.replace(/(.*despite).*/, '$1 ') } });
    await world.clock.advance(60_000);
    expect(stepOf(board, 'record')).toMatchObject({ state: 'needsUser', ask: { kind: 'approveRecord', approval } });
    expect(world.cloud.state.records.some(({ rr }) => rr === 'img')).toBe(false);
    await board.answer(id, { approvals: { record: approval } });
    await world.clock.advance(60_000);
    expect(world.cloud.state.records.some(({ rr }) => rr === 'img')).toBe(true);
  });

  it('may be declined where the CNAME exists but is paused, and names its evidence', async () => {
    const world = createWorld();
    world.cloud.state.records.push({ ...oldRecord, type: 'CNAME', value: target, enabled: false });
    world.unanswered.add('recordPaused');
    const board = world.openWindow('one');
    const id = await board.start(plan);
    await live(world, board, id, 20);
    const { record } = board.runs[0]!.record.steps;
    if (record.state !== 'needsUser' || record.ask.kind !== 'recordPaused') throw new Error(JSON.stringify(record));
    expect(record.ask.evidence?.proof).toBeDefined();
    await board.answer(id, { left: { records: record.ask.leave ?? '' } });
    await world.clock.advance(60_000);
    expect(stepOf(board, 'record')).toMatchObject({ state: 'done', note: 'leftAsIs' });
    expect(world.cloud.state.records.find(({ rr }) => rr === 'img')?.enabled).toBe(false);
  });
});

it('a domain that was online stays so while its settings are changed', async () => {
  const world = createWorld();
  world.unanswered.add('approveRecord');
  const board = world.openWindow('one');
  const id = await board.start(plan);
  await live(world, board, id, 20);
  const domain = world.cloud.state.domains.get(plan.domain)!;
  world.cloud.state.domains.set(plan.domain, { ...domain, status: 'configuring' });
  board.recheck(id);
  await world.clock.advance(20_000);
  expect(stepOf(board, 'online')).toMatchObject({ state: 'done' });
});
