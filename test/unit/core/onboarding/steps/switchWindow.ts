import { AppError } from '../../../../../src/core/errors.js';
import { newFacts } from '../../../../../src/core/onboarding/run/facts.js';
import type { RunRecord } from '../../../../../src/core/onboarding/run/run.js';
import { advance } from '../../../../../src/core/onboarding/run/runLoop.js';
import { createRecord } from '../../../../../src/core/onboarding/run/runRecord.js';
import { recordStep } from '../../../../../src/core/onboarding/steps/record.js';
import { readUndo, undoSwitch } from '../../../../../src/core/onboarding/undoSwitch.js';
import type { CloudPorts } from '../../../../../src/core/ports/cloud.js';
import type { DnsPort, DnsRecord } from '../../../../../src/core/ports/dns.js';
import type { MemoryCloud } from '../../../../support/memoryCloud.js';
import { oldRecord } from '../richWorld.js';
import { plan, readyCloud } from '../world.js';

export const target = `${plan.domain}.w.kunlunsl.com`;
export const { signal } = new AbortController();

/** What goes wrong at a write of DNS or a save of the record: the window ends, or the connection or DNS refuses. */
export type Mishap = 'dies before' | 'dies after' | 'unsent' | 'unanswered' | 'refused';

/** What becomes of a window at its write (`dns.updateRecord img A`) or `save`. */
export type Fate = (deed: string) => Mishap | undefined;

/** A host with these records, and what is kept of a run that came to the step of the record. */
export interface Switched {
  readonly cloud: MemoryCloud;
  /** The record of the run as it is on the disk. */
  saved: RunRecord;
  /** What a name server would have told at each moment, as the enabled records of the default line. */
  readonly told: (readonly string[])[];
  /** Every write that took effect. */
  readonly writes: string[];
}

/** A run that is about to be asked about the DNS of a host with these records. */
export function openSwitch(records: readonly Partial<DnsRecord>[]): Switched {
  const cloud = readyCloud();
  cloud.state.records.push(...records.map((record, index) => ({ ...oldRecord, id: `old${index}`, ...record })));
  const dns = { kept: 'here', zone: 'example.com', rr: 'img', minTtl: 600 } as const;
  const facts = { ...newFacts, domain: 'new', dns, cname: target } as const;
  const switched = { cloud, saved: createRecord(cloud.state.ownerId, plan, 0, facts), told: [], writes: [] };
  return switched;
}

/** The records of the host. */
export function hostOf({ cloud }: Switched): readonly DnsRecord[] {
  return cloud.state.records.filter(({ rr }) => rr === 'img');
}

/** The same as type, value and whether they are enabled. */
export function shown(switched: Switched): readonly string[] {
  return hostOf(switched).map(({ type, value, enabled }) => `${type} ${value} ${enabled}`);
}

/** Works on the step in a window with this fate until it is done, asks, fails for good, or the window has died. */
export async function work(switched: Switched, fate: Fate = () => undefined): Promise<{ readonly died: boolean }> {
  const window = openWindow(switched, fate);
  const { steps, answers } = switched.saved;
  const context = {
    cloud: window.cloud,
    mapping: {} as never,
    rootOf: () => 'example.com',
    resolvers: [],
    authoritativeServers: [],
    signal,
  };
  const save = window.save;
  // A failure for now is tried again after its pause.
  for (let tries = 0; tries < 5 && !window.isDead(); tries++) {
    const start = { ...switched.saved, steps: tries === 0 ? steps : switched.saved.steps, answers };
    const end = await advance(start, { steps: [recordStep], context, fromStart: true, now: () => 0, save }).catch(
      () => undefined,
    );
    if (end && (end.finished || end.recheckMs === undefined || end.record.steps.record.state === 'needsUser')) break;
  }
  return { died: window.isDead() };
}

/** Approves the switch that the step asks about. */
export function approve(switched: Switched): void {
  const { state } = switched.saved.steps.record.state === 'needsUser' ? { state: switched.saved.steps.record } : {};
  if (state?.ask.kind !== 'recordConflict') throw new Error(`no switch is asked about: ${JSON.stringify(state)}`);
  const approvals = { switch: state.ask.approval ?? '' };
  switched.saved = { ...switched.saved, answers: { ...switched.saved.answers, approvals } };
}

/** A host with these records whose switch was approved and made, and the records before it. */
export async function switchAll(...records: Partial<DnsRecord>[]) {
  const switched = openSwitch(records);
  const before = structuredClone(hostOf(switched));
  await work(switched);
  approve(switched);
  await work(switched);
  return { switched, before };
}

/** Changes fields of a record, as a person does in the console. */
export function edit({ cloud: { state } }: Switched, id: string, fields: Partial<DnsRecord>): void {
  const at = state.records.findIndex((record) => record.id === id);
  state.records[at] = { ...state.records[at]!, ...fields };
}

/** The undo of the switch as it would be shown now. */
export const undoOf = ({ cloud, saved }: Switched) => readUndo(cloud, saved.facts, signal);

/** Takes the switch back in a window with this fate; the approvals are revoked first. */
export async function takeBack(
  switched: Switched,
  fate: Fate = () => undefined,
): Promise<{ readonly died: boolean; readonly error?: unknown }> {
  const { cloud, isDead } = openWindow(switched, fate);
  switched.saved = { ...switched.saved, answers: { ...switched.saved.answers, approvals: {} } };
  try {
    await undoSwitch(cloud, await readUndo(cloud, switched.saved.facts, signal), signal);
    return { died: false };
  } catch (error) {
    return { died: isDead(), error };
  }
}

function openWindow(switched: Switched, fate: Fate) {
  let dead = false;
  const live = async <T>(deed: string, act: () => Promise<T>): Promise<T> => {
    if (dead) throw new AppError('cancelled');
    const mishap = fate(deed);
    if (mishap === 'dies before') dead = true;
    if (mishap === 'unsent') throw new AppError('offline');
    if (mishap === 'refused') throw new AppError('otherRefusal', { code: 'QuotaExceeded.Record' });
    if (dead) throw new AppError('cancelled');
    const result = await act();
    if (deed !== 'save') note(switched, deed);
    if (mishap === 'dies after') dead = true;
    if (dead) throw new AppError('cancelled');
    if (mishap === 'unanswered') throw new AppError('timeout');
    return result;
  };
  const save = (record: RunRecord) =>
    live('save', async () => {
      switched.saved = record;
    });
  return { cloud: withFate(switched.cloud, live), save, isDead: () => dead };
}

type Live = <T>(deed: string, act: () => Promise<T>) => Promise<T>;

function withFate(cloud: MemoryCloud, live: Live): CloudPorts {
  const { dns, oss, cdn, certificates, acme, sts, resolver, edge, limits, connections } = cloud;
  const named = (action: string, id: string) => {
    const record = cloud.state.records.find((each) => each.id === id);
    return `${action} ${record?.type} ${record?.value}`;
  };
  const mortal: DnsPort = {
    ...dns,
    createRecord: (record, stop) => live(`create ${record.type} ${record.value}`, () => dns.createRecord(record, stop)),
    updateRecord: (id, record, stop) => live(named('change', id), () => dns.updateRecord(id, record, stop)),
    deleteRecord: (id, stop) => live(named('delete', id), () => dns.deleteRecord(id, stop)),
    updateRecordState: (id, enabled, stop) =>
      live(named(enabled ? 'resume' : 'pause', id), () => dns.updateRecordState(id, enabled, stop)),
  };
  return { dns: mortal, oss, cdn, certificates, acme, sts, resolver, edge, limits, connections };
}

function note(switched: Switched, deed: string): void {
  switched.writes.push(deed);
  const told = hostOf(switched).filter(({ enabled, line }) => enabled && line === 'default');
  switched.told.push(told.map(({ type, value }) => `${type} ${value}`));
}
