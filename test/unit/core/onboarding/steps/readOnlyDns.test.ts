import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import type { StepId } from '../../../../../src/core/onboarding/run/run.js';
import type { DnsPort } from '../../../../../src/core/ports/dns.js';
import type { MemoryCloud } from '../../../../support/memoryCloud.js';
import { oldRecord, richCloud } from '../richWorld.js';
import { createWorld, live, plan, readyCloud, siteBucket } from '../world.js';
import { isWriting } from '../writes.js';

const target = `${plan.domain}.w.kunlunsl.com`;

/** DNS that this account may read but not change. */
function readOnly(dns: DnsPort): DnsPort {
  const refuse = async () => {
    throw new AppError('forbidden', { code: 'Forbidden.RAM' });
  };
  return new Proxy(dns, {
    get: (port, method) => (isWriting(`dns.${String(method)}`) ? refuse : Reflect.get(port, method)),
  });
}

/** A run in an account that may not change DNS, until this step asks for something that is to be done there. */
async function askedAt(step: StepId, cloud: MemoryCloud, changed: Partial<MemoryCloud> = {}) {
  const world = createWorld({ ...cloud, dns: readOnly(cloud.dns), ...changed });
  world.unanswered.add('addTxt').add('addRecordElsewhere').add('recordConflict').add('bindingRefused');
  const board = world.openWindow('one');
  const id = await board.start(plan);
  const state = () => board.runs[0]?.record.steps[step];
  const isAsked = () => JSON.stringify(state() ?? '').includes('"barred":true');
  await live(world, board, id, 20, isAsked);
  return { world, board, id, state };
}

/** A person with that permission adds the record. */
function add(cloud: MemoryCloud, rr: string, type: string, value: string) {
  cloud.state.records.push({ ...oldRecord, id: `${rr} ${type}`, rr, type, value, ttl: 600 });
}

function verifiedCloud(): MemoryCloud {
  const cloud = readyCloud();
  cloud.state.verifiedRoots.add('example.com');
  cloud.state.cnameTokenNeeded = false;
  return cloud;
}

describe('DNS that may be read but not changed', () => {
  it('has the proof of the root domain added by another person, and leaves it there', async () => {
    const cloud = readyCloud();
    cloud.state.cnameTokenNeeded = false;
    const { world, board, id, state } = await askedAt('ownership', cloud);
    const value = cloud.state.verifyContent;
    expect(state()).toMatchObject({
      ask: { kind: 'addTxt', purpose: 'ownership', host: 'verification.example.com', value, barred: true },
    });
    add(cloud, 'verification', 'TXT', value);
    await live(world, board, id, 30, () => board.runs[0]?.record.steps.online.state === 'done');
    expect(board.runs[0]?.record.steps).toMatchObject({ ownership: { state: 'done' }, domain: { state: 'done' } });
    expect(cloud.state.records.map(({ rr }) => rr)).toContain('verification');
  });

  it('has the CNAME added by another person once it is approved', async () => {
    const cloud = verifiedCloud();
    const { world, board, id, state } = await askedAt('record', cloud);
    expect(state()).toMatchObject({
      ask: { kind: 'addRecordElsewhere', host: plan.domain, value: target, ttl: 600, barred: true },
    });
    add(cloud, 'img', 'CNAME', target);
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
  });

  it('has the conflicting record replaced by another person', async () => {
    const cloud = verifiedCloud();
    cloud.state.records.push(oldRecord);
    const { world, board, id, state } = await askedAt('record', cloud);
    expect(state()?.state).toBe('needsUser');
    world.unanswered.delete('recordConflict');
    await live(world, board, id, 10, () => JSON.stringify(state()).includes('barred'));
    expect(state()).toMatchObject({
      ask: { kind: 'addRecordElsewhere', existing: [{ type: 'A', value: '192.0.2.9' }], barred: true },
    });
    expect(cloud.state.records).toEqual([oldRecord]);
  });

  it('has the proof of the binding added by another person', async () => {
    const cloud = verifiedCloud();
    cloud.state.cnameTokenNeeded = true;
    add(cloud, 'img', 'CNAME', target);
    const { world, board, id, state } = await askedAt('binding', cloud);
    const value = await cloud.oss.createCnameToken(siteBucket, plan.domain, new AbortController().signal);
    expect(state()).toMatchObject({
      ask: { kind: 'addTxt', purpose: 'binding', host: `_dnsauth.${plan.domain}`, value, barred: true },
    });
    add(cloud, '_dnsauth.img', 'TXT', value);
    await live(world, board, id);
    expect(board.runs[0]?.activity).toBe('finished');
    expect(cloud.state.records.map(({ rr }) => rr)).toContain('_dnsauth.img');
  });

  it('is not reported as the reason where OSS refuses the binding', async () => {
    const cloud = verifiedCloud();
    add(cloud, 'img', 'CNAME', target);
    const createCname = async () => {
      throw new AppError('forbidden', { code: 'AccessDenied' });
    };
    const oss = new Proxy(cloud.oss, {
      get: (port, method) => (method === 'createCname' ? createCname : Reflect.get(port, method)),
    });
    const { state } = await askedAt('binding', cloud, { oss });
    expect(state()).toMatchObject({ ask: { kind: 'bindingRefused', error: { details: { code: 'AccessDenied' } } } });
  });

  it('has the proof and the record of the upload domain added by another person', async () => {
    const cloud = richCloud();
    const { world, board, id, state } = await askedAt('upload', cloud);
    const value = await cloud.oss.createCnameToken(siteBucket, 'upload.example.com', new AbortController().signal);
    expect(state()).toMatchObject({ ask: { kind: 'addTxt', purpose: 'uploadBinding', value, barred: true } });
    add(cloud, '_dnsauth.upload', 'TXT', value);
    await live(world, board, id, 20, () => JSON.stringify(state()).includes('addRecordElsewhere'));
    const uploadTarget = 'site.oss-cn-hangzhou.aliyuncs.com';
    expect(state()).toMatchObject({
      ask: { kind: 'addRecordElsewhere', host: 'upload.example.com', value: uploadTarget, barred: true },
    });
    add(cloud, 'upload', 'CNAME', uploadTarget);
    await live(world, board, id, 20, () => state()?.state === 'done');
    expect(state()?.state).toBe('done');
  });
});
