import { describe, expect, it } from 'vitest';
import { canUndo } from '../../../../src/core/activity/activity.js';
import { findHostChange, undoUnbinding } from '../../../../src/core/activity/undoUnbinding.js';
import { bucketHost } from '../../../../src/core/cdn/originHost.js';
import { hostDeadlineMs } from '../../../../src/core/cdn/resetHostConfig.js';
import { unbind } from '../../../../src/core/domains/unbinding.js';
import { findBinding } from '../../../../src/core/oss/binding.js';
import type { CdnSource } from '../../../../src/core/ports/cdn.js';
import { createWorld, domain, name, signal, type World } from '../activity/world.js';

const hostFunction = 'set_req_host_header';
const bucket = { name: 'site', region: 'cn-hangzhou' };
const ownHost = 'site.oss-cn-hangzhou.aliyuncs.com';

/** A bound domain under whose name CDN asks OSS, unless another host is given; unbound through the noted cloud. */
async function unbound(host = name) {
  const world = createWorld();
  await world.real.oss.createCname(bucket, name, signal);
  await world.real.cdn.setConfigs(name, [{ functionName: hostFunction, args: { domain_name: host } }], signal);
  const binding = await findBinding(world.cloud, domain, signal);
  if (!binding) throw new Error('not bound');
  await unbind({ ...world, signal }, domain, binding);
  return world;
}

it('an unbinding fails at once, and the domain stays bound, when CDN refuses the Host of the bucket', async () => {
  const world = createWorld();
  await world.real.oss.createCname(bucket, name, signal);
  await world.real.cdn.setConfigs(name, [{ functionName: hostFunction, args: { domain_name: name } }], signal);
  world.real.state.failingSettings.push(hostFunction);
  const binding = (await findBinding(world.cloud, domain, signal))!;
  const start = world.clock.now();
  await expect(unbind({ ...world, signal }, domain, binding)).rejects.toMatchObject({
    kind: 'domainConfigFailed',
  });
  expect(world.clock.now()).toBe(start);
  expect((await world.real.oss.listCnames(bucket, signal)).map((each) => each.domain)).toEqual([name]);
});

/** What is noted as unbound. */
function entryOf({ log }: World) {
  const entry = log.entries.find(({ action }) => action === 'DeleteCname');
  if (!entry || !canUndo(entry) || entry.change.kind !== 'binding') throw new Error('nothing noted');
  return { ...entry, change: entry.change };
}

const hostsOf = async ({ real }: World) =>
  (await real.cdn.readConfigs(name, [hostFunction], signal)).map(({ args }) => args.domain_name);
const boundOf = async ({ real }: World) => (await real.oss.listCnames(bucket, signal)).map((each) => each.domain);
const undo = ({ cloud, clock, log }: World, entry: ReturnType<typeof entryOf>) =>
  undoUnbinding({ cloud, clock, activity: log, resolvers: [], signal }, entry);

describe('an unbinding', () => {
  const source = (content: string, type: CdnSource['type'] = 'oss'): CdnSource => ({
    type,
    content,
    port: 80,
    priority: '20',
    weight: '10',
  });
  const other = source('other.oss-cn-beijing.aliyuncs.com');

  /** The domain is bound to `site`, CDN asks under it, and its origins are these. */
  async function unboundWith(sources: readonly CdnSource[]) {
    const world = createWorld();
    const served = { ...domain, sources };
    world.real.state.domains.set(name, served);
    await world.real.oss.createCname(bucket, name, signal);
    await world.real.cdn.setConfigs(name, [{ functionName: hostFunction, args: { domain_name: name } }], signal);
    const binding = await findBinding(world.cloud, served, signal);
    if (!binding) throw new Error('not bound');
    const next = binding.hostConfig && bucketHost(sources);
    await unbind({ ...world, signal }, served, binding);
    expect(await boundOf(world)).toEqual([]);
    return { hosts: await hostsOf(world), next };
  }

  it.each([
    ['the bucket of the origin, whichever the domain was bound to', [other], [other.content], other.content],
    ['that bucket by name', [source(other.content, 'domain')], [other.content], other.content],
    ['what CDN chooses among several', [other, source(ownHost)], [], undefined],
  ] as const)('an unbinding sets the origin host to %s', async (_what, sources, hosts, next) => {
    expect(await unboundWith(sources)).toEqual({ hosts, next });
  });

  it('leaves the origin host as it is where no origin is a bucket', async () => {
    expect(await unboundWith([source('203.0.113.7', 'ipaddr')])).toEqual({ hosts: [name], next: undefined });
  });
});

describe('the undo of an unbinding', () => {
  it('binds the domain again and restores the origin host that was removed', async () => {
    const world = await unbound();
    expect({ bound: await boundOf(world), hosts: await hostsOf(world) }).toEqual({ bound: [], hosts: [ownHost] });
    const entry = entryOf(world);
    const host = findHostChange(world.log.entries, entry);
    await undo(world, entry);
    expect({ bound: await boundOf(world), hosts: await hostsOf(world) }).toEqual({ bound: [name], hosts: [name] });
    const undone = world.log.entries.filter(({ undoneAt }) => undoneAt !== undefined).map(({ id }) => id);
    expect(undone.sort()).toEqual([entry.id, host?.id].sort());
  });

  it('leaves the origin host as it is where the unbinding did not change it', async () => {
    const world = await unbound(ownHost);
    await undo(world, entryOf(world));
    expect({ bound: await boundOf(world), hosts: await hostsOf(world) }).toEqual({ bound: [name], hosts: [ownHost] });
  });

  it('does not undo a change of the origin host from before the maximum wait of an unbinding', async () => {
    const world = await unbound();
    const entry = entryOf(world);
    const host = findHostChange(world.log.entries, entry);
    const find = (laterMs: number) =>
      findHostChange(world.log.entries, { ...entry, startedAt: host!.startedAt + laterMs });
    expect({ inTime: find(hostDeadlineMs), late: find(hostDeadlineMs + 1) }).toEqual({ inTime: host, late: undefined });
  });

  it('binds the domain although CDN refuses the origin host now', async () => {
    const world = await unbound();
    const entry = entryOf(world);
    world.real.failNext('cdn.setConfigs', 'before', 'domainOffline');
    await expect(undo(world, entry)).rejects.toMatchObject({ kind: 'domainOffline' });
    expect(await boundOf(world)).toEqual([name]);
    const undone = world.log.entries.filter(({ undoneAt }) => undoneAt !== undefined).map(({ id }) => id);
    expect(undone).toEqual([entry.id]);
  });
});
