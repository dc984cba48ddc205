import { expect } from 'vitest';
import type { SitePlan } from '../../../../src/core/delivery/siteType.js';
import type { RunView } from '../../../../src/core/onboarding/run/run.js';
import { readUndo, undoSwitch } from '../../../../src/core/onboarding/undoSwitch.js';
import type { DnsRecord } from '../../../../src/core/ports/dns.js';
import type { MemoryCloud } from '../../../support/memoryCloud.js';
import { handMade, setting, turnRecord } from './hands.js';
import { type Fate, openMortal } from './mortal.js';
import { oldRecord, remains, richCloud, richPlan, richStart } from './richWorld.js';
import { createWorld, live, plan, siteBucket, type World } from './world.js';

/** Something that happens from outside as soon as the run is seen so; with `look` the user then looks at the run again. */
interface Event {
  when(run: RunView, world: World): boolean;
  what(world: World, run: RunView): unknown;
  readonly look?: true;
}

/** An account and what happens there while an onboarding continues. */
export interface Story {
  readonly name: string;
  cloud(): MemoryCloud;
  /** The site of the plan, if another one. */
  readonly site?: SitePlan;
  readonly events?: readonly Event[];
}

/** A second record that visitors followed before. */
export const otherRecord: DnsRecord = { ...oldRecord, id: 'other', type: 'AAAA', value: '2001:db8::9' };
const pausedUpload: DnsRecord = {
  ...oldRecord,
  id: 'upload',
  rr: 'upload',
  type: 'CNAME',
  value: 'site.oss-cn-hangzhou.aliyuncs.com',
  enabled: false,
};
const pausedOwn: DnsRecord = { ...oldRecord, id: 'own', type: 'CNAME', value: `${plan.domain}.w.kunlunsl.com` };

function withRecords(...records: readonly DnsRecord[]): MemoryCloud {
  const cloud = richCloud();
  cloud.state.records.splice(0, cloud.state.records.length, ...records.map((record) => ({ ...record })));
  return cloud;
}

/** Courses of an onboarding that between them make every write that a step can make, for the first time and again. */
export const stories: readonly Story[] = [
  { name: 'all that a run can have to do', cloud: () => withRecords(oldRecord, otherRecord) },
  {
    name: 'the right records are there, but paused',
    cloud: () => {
      const cloud = withRecords(pausedUpload, { ...pausedOwn, enabled: false });
      const proof = { ...pausedUpload, id: 'proof', rr: 'verification', type: 'TXT', value: cloud.state.verifyContent };
      cloud.state.records.push(proof);
      return cloud;
    },
  },
  {
    name: 'everything is undone by hand after the finish',
    cloud: richCloud,
    events: [{ when: isAllDone, what: undoAll, look: true }],
  },
  {
    name: 'the switch is taken back by hand after the finish',
    cloud: () => withRecords(oldRecord, otherRecord),
    events: [{ when: isAllDone, what: switchBack, look: true }],
  },
  {
    name: 'DNS refuses the record of a switch at first',
    cloud: () => withRecords(oldRecord, otherRecord),
    events: [
      {
        when: ({ record }) => record.steps.record.state === 'needsUser',
        what: ({ cloud }) => cloud.failNext('dns.updateRecord', 'before', 'otherRefusal', 'QuotaExceeded.Record'),
      },
      { when: ({ record }) => record.steps.record.state === 'failed', what: () => undefined, look: true },
    ],
  },
  {
    name: 'the domain is on CDN already, with settings of another site and another redirect',
    cloud: () => {
      const cloud = withRecords(oldRecord);
      cloud.state.domains.set(plan.domain, { ...handMade });
      cloud.state.configs.set(plan.domain, [
        setting('host_redirect', { regex: '^/[^.]*$', replacement: '/index.html', flag: 'break' }),
        setting('http_force', { enable: 'on' }),
        setting('set_req_host_header', { domain_name: 'other.example.net' }),
      ]);
      return cloud;
    },
  },
  {
    name: 'the domain is bound to another bucket',
    cloud: () => {
      const cloud = withRecords(oldRecord);
      const cname = { domain: plan.domain, enabled: true, autoRefresh: false };
      const { info, createdAt } = cloud.state.buckets.get(siteBucket.name)!;
      const parts = { objects: new Map(), uploads: new Map(), tokens: new Map() };
      cloud.state.buckets.set('other', {
        info: { ...info, name: 'other' },
        createdAt,
        ...parts,
        cnames: new Map([[plan.domain, cname]]),
      });
      return cloud;
    },
  },
  { name: 'the bucket sends the 404 page', cloud: richCloud, site: { type: 'website', errorPage: '404.html' } },
  {
    name: 'DNS is kept elsewhere',
    cloud: () => {
      const cloud = withRecords();
      cloud.state.zones.clear();
      return cloud;
    },
    events: Array.from({ length: 3 }, () => ({
      when: (run, world) => rowsToAdd(run, world).length > 0,
      what: (world, run) => world.cloud.state.extraDns.push(...rowsToAdd(run, world)),
    })),
  },
  {
    name: 'CDN fails to make each setting at first',
    cloud: () => {
      const cloud = richCloud();
      cloud.state.failingSettings.push('l2_oss_key', 'set_req_host_header', 'host_redirect', 'gzip', 'https_option');
      return cloud;
    },
  },
];

/** The rows that the administrator of a zone elsewhere is asked for and has not added yet. */
function rowsToAdd({ record }: RunView, { cloud: { state } }: World) {
  const rows = Object.values(record.steps).flatMap((each) => {
    if (each.state !== 'needsUser') return [];
    const { ask } = each;
    if (ask.kind === 'addRecordElsewhere') return [{ name: ask.host, type: 'CNAME', ttl: 600, data: ask.value }];
    if (ask.kind !== 'addTxt') return [];
    return [ask, ...(ask.others ?? [])].map(({ host, value }) => ({ name: host, type: 'TXT', ttl: 600, data: value }));
  });
  return rows.filter((row) => !state.extraDns.some(({ name, data }) => name === row.name && data === row.data));
}

/** The run is finished, and what is only recommended is done as well. */
function isAllDone({ activity, record }: RunView): boolean {
  return activity === 'finished' && record.steps.autoUpdate.state === 'done';
}

function undoAll({ cloud: { state }, mappings }: World): void {
  state.buckets.get('site')?.cnames.clear();
  state.records.splice(0, state.records.length, ...state.records.filter(({ type }) => type !== 'CNAME'));
  state.domains.clear();
  state.configs.clear();
  state.verifiedRoots.clear();
  mappings.clear();
}

/** What the console shows after the user has paused our record and resumed the old ones. */
function switchBack({ cloud: { state } }: World): void {
  const { records } = state;
  const turned = records.map((each) => (each.rr === 'img' ? { ...each, enabled: !each.enabled } : each));
  records.splice(0, records.length, ...turned);
}

/** Plays a story in a window with this fate and, when that has died, in a second one; tells what was done and what is left. */
export async function play(story: Story, fate: Fate) {
  const world = createWorld(story.cloud());
  world.publishing.consent = 'open';
  const before = new Set(world.cloud.state.records.map(({ id }) => id));
  world.unanswered.add('addTxt').add('addRecordElsewhere');
  const events = [...(story.events ?? [])];
  const writes: string[] = [];
  // Whether anything is known yet of what the user looked at last.
  let known = true;
  const open = (name: string, itsFate: Fate) => {
    const window = openMortal(world, name, itsFate, (deed) => {
      if (deed.kind === 'save') known = true;
      else if (deed.write !== undefined) writes.push(deed.write);
    });
    const { board, isDead } = window;
    board.onDidChange(() => {
      const [run] = board.runs;
      const [event] = events;
      if (!run || !event || isDead() || !event.when(run, world)) return;
      events.shift();
      event.what(world, run);
      if (!event.look) return;
      known = false;
      board.recheck(run.record.id);
    });
    return window;
  };
  const first = open('one', fate);
  const id = await first.board.start({ ...richPlan, ...(story.site && { site: story.site }) }, richStart(world));
  await live(world, first.board, id, 30, first.isDead);
  const last = first.isDead() ? open('two', () => undefined) : first;
  if (last !== first) {
    await last.board.load();
    if (!known) last.board.recheck(id);
    await live(world, last.board, id);
  }
  return {
    died: first.isDead(),
    happened: events.length === 0,
    activity: last.board.runs[0]?.activity,
    writes,
    left: { ...remains(world), old: world.cloud.state.records.filter((record) => before.has(record.id)) },
  };
}

/** What may be on the host before a switch that is taken back: records in the way, and beside them the CNAME, paused. */
export const switched: readonly Switched[] = [
  { name: 'two records, one of which became the CNAME', before: [oldRecord, otherRecord], writes: 2 },
  {
    name: 'two records, with the CNAME paused by hand since',
    before: [oldRecord, otherRecord],
    pausesOurs: true,
    writes: 3,
  },
  {
    name: 'two records, with the CNAME deleted by a colleague since',
    before: [oldRecord, otherRecord],
    after: [otherRecord, { ...oldRecord, id: expect.any(String) }],
    deletesOurs: true,
    writes: 2,
  },
  {
    name: 'two records beside a paused copy of the CNAME, which the switch deleted',
    before: [oldRecord, otherRecord, { ...pausedOwn, enabled: false }],
    after: [oldRecord, otherRecord],
    writes: 2,
  },
  { name: 'the CNAME alone, which was paused', before: [{ ...pausedOwn, enabled: false }], writes: 1 },
  { name: 'none', before: [], writes: 1 },
];

/** A host before a switch, what is done by hand before that is taken back, in how many writes, and what is there `after` where that is not the same. */
interface Switched {
  readonly name: string;
  readonly before: readonly DnsRecord[];
  readonly after?: readonly DnsRecord[];
  readonly pausesOurs?: true;
  readonly deletesOurs?: true;
  readonly writes: number;
}

/**
 * Takes back a switch after the finish, in a window with this fate. When that has died, a second one looks at the run, and
 * the user takes it back there, after what the run asks has been left alone for a while.
 */
export async function playUndo(fate: Fate, { before, pausesOurs, deletesOurs }: Switched) {
  const cloud = withRecords(...before);
  const world = createWorld(cloud);
  const first = openMortal(world, 'one', fate);
  const id = await first.board.start(richPlan, richStart(world));
  await live(world, first.board, id);
  if (pausesOurs) turnRecord(world, 'img', 'CNAME', false);
  const { records } = cloud.state;
  if (deletesOurs)
    records.splice(
      records.findIndex(({ rr, type }) => rr === 'img' && type === 'CNAME'),
      1,
    );
  await undo(first, world).catch(() => undefined);
  if (first.isDead()) {
    const second = openMortal(world, 'two', () => undefined);
    await second.board.load();
    second.board.recheck(id);
    await world.clock.advance(120_000);
    await undo(second, world);
  }
  return { died: first.isDead(), records: cloud.state.records.filter(({ rr }) => rr === 'img') };
}

async function undo({ board, cloud }: ReturnType<typeof openMortal>, { clock }: World): Promise<void> {
  const { signal } = new AbortController();
  const [run] = board.runs;
  if (!run) return;
  await board.answer(run.record.id, { approvals: { record: '', switch: '', resume: '' } });
  board.pause(run.record.id);
  await clock.settle();
  await undoSwitch(cloud, await readUndo(cloud, run.record.facts, signal), signal);
}
