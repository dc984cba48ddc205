import { describe, expect, it } from 'vitest';
import { type StepId, stepIds } from '../../../../src/core/onboarding/run.js';
import { type Deed, openMortal } from './mortal.js';
import { createWorld, live, oldRecord, plan, remains, richCloud, richEnd } from './world.js';

/** What each step asks or does; the first that dies there leaves the rest to another window. */
const deeds: Readonly<Record<StepId, readonly string[]>> = {
  service: ['cdn.readServiceState'],
  upload: ['oss.listObjects', 'dns.createRecord', 'oss.createCname', 'dns.deleteRecord'],
  name: ['cdn.checkDomain', 'dns.locate'],
  ownership: ['cdn.verifyOwner', 'dns.createRecord'],
  domain: ['cdn.createDomain', 'dns.deleteRecord'],
  online: ['cdn.readDomain'],
  cname: ['cdn.readDomain'],
  privateOrigin: ['cdn.setConfig'],
  edge: ['edge.probe'],
  record: ['dns.updateRecordState', 'dns.createRecord'],
  resolved: ['resolver.query'],
  binding: ['dns.createRecord', 'oss.createCname', 'dns.deleteRecord'],
  originHost: ['cdn.setConfig'],
  autoUpdate: ['oss.listCnames'],
  mapping: ['mapping.addMapping'],
};

/** Lets a window die by its fate, another one go on, and tells what is left in the cloud. */
async function dieAndGoOn(fate: (deed: Deed) => 'before' | 'after' | undefined) {
  const world = createWorld(richCloud());
  const first = openMortal(world, 'one', fate);
  const id = await first.board.start(plan);
  await live(world, first.board, id, 30, first.isDead);
  const died = first.isDead();
  const second = world.openWindow('two');
  await second.load();
  await live(world, second, id);
  return { world, died, run: second.runs[0] };
}

const cases = stepIds.flatMap((step) =>
  deeds[step].flatMap((action) => (['before', 'after'] as const).map((when) => ({ step, action, when }))),
);

describe('a window that dies', () => {
  it.each(cases)('$when $action of step $step: another finishes, nothing twice', async ({ step, action, when }) => {
    const { world, died, run } = await dieAndGoOn((deed) =>
      deed.kind === 'call' && deed.action === action && deed.step === step ? when : undefined,
    );
    expect(died).toBe(true);
    expect(run?.activity).toBe('finished');
    expect(remains(world)).toEqual(richEnd);
    expect(world.cloud.state.records.find(({ id }) => id === oldRecord.id)).toEqual({ ...oldRecord, enabled: false });
  });

  it.each(stepIds.map((step) => ({ step })))(
    'before it saved that $step is done: another finishes, nothing twice',
    async ({ step }) => {
      const { world, died, run } = await dieAndGoOn((deed) =>
        deed.kind === 'save' && deed.record.steps[step].state === 'done' ? 'before' : undefined,
      );
      expect(died).toBe(true);
      expect(run?.activity).toBe('finished');
      expect(remains(world)).toEqual(richEnd);
    },
  );
});
