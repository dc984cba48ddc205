import { originHostFunction } from '../cdn/functionNames.js';
import { hostDeadlineMs } from '../cdn/resetHostConfig.js';
import { locateServed } from '../dns/delegation.js';
import { sameHost } from '../dns/hostNames.js';
import { readRecordTtl } from '../dns/ttl.js';
import { findTxt } from '../dns/txtRecords.js';
import { AppError, fallback } from '../errors.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { ClockPort } from '../ports/local.js';
import type { BucketRef, OssPort } from '../ports/oss.js';
import { type Activity, type ActivityEntry, type ChangeEntry, canUndo } from './activity.js';
import { applyUndo, readUndoState } from './resources.js';

/** Returns the change that removed the origin host shortly before an unbinding, if it can still be undone. Otherwise `undefined`. */
export function findHostChange(
  entries: readonly ActivityEntry[],
  { change, startedAt }: ChangeEntry<'binding'>,
): ChangeEntry | undefined {
  const { domain } = change.at;
  return entries.filter(canUndo).find(({ change: part, startedAt: at }) => {
    if (at > startedAt || startedAt - at > hostDeadlineMs || part.kind !== 'config') return false;
    const isHost = part.at.functionName === originHostFunction && part.at.domain === domain;
    return isHost && sameHost(part.before?.domain_name ?? '', domain);
  });
}

/** The dependencies of undoing an unbinding. */
interface UnbindingUndo extends BindingContext {
  readonly cloud: CloudPorts;
  readonly activity: Pick<Activity, 'entries' | 'markUndone'>;
}

/** Binds a domain to its bucket again, and restores the origin host that was removed before the unbinding. Marks both changes as undone. */
export async function undoUnbinding(context: UnbindingUndo, entry: ChangeEntry<'binding'>): Promise<void> {
  const { cloud, activity, signal } = context;
  const { bucket, domain } = entry.change.at;
  const host = findHostChange(activity.entries, entry);
  await rebindDomain(context, bucket, domain);
  await activity.markUndone(entry.id);
  if (!host) return;
  if ((await readUndoState(host.change, cloud, signal)) === 'ready') await applyUndo(host.change, cloud, signal);
  await activity.markUndone(host.id);
}

const firstPauseMs = 2_000;

const longestPauseMs = 30_000;

/** How long a TXT record may take to be seen, in ms. It is seen within minutes. Source: Alibaba Cloud OSS, "Map custom domain names". */
const deadlineMs = 10 * 60_000;

/** The dependencies of a binding. `resolvers` are asked which servers serve the zone. */
export interface BindingContext {
  readonly cloud: Pick<CloudPorts, 'oss' | 'dns' | 'resolver'>;
  readonly clock: ClockPort;
  readonly resolvers: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Binds a domain to a bucket again. If OSS requires a new proof, writes a temporary TXT record. Throws
 * `cnameTokenNeeded`, with the TXT record as its subject, if records of this account have no effect or OSS does not see
 * the record in time.
 */
export async function rebindDomain(context: BindingContext, bucket: BucketRef, domain: string): Promise<void> {
  const { clock, signal } = context;
  const { oss } = context.cloud;
  const isBound = () => tryToBind(() => oss.createCname(bucket, domain, signal));
  if (await isBound()) return;
  let written: string | undefined;
  let takeBack = async () => {};
  try {
    const end = clock.now() + deadlineMs;
    for (let pause = firstPauseMs; ; pause = Math.min(longestPauseMs, pause * 2)) {
      // An expired token is replaced by a new one.
      const value = await readToken(oss, bucket, domain, signal);
      if (value !== undefined && value !== written) {
        const [earlier, own] = [takeBack, await writeTxt(context, domain, value)];
        takeBack = () => earlier().finally(own);
        written = value;
      }
      if (await isBound()) return;
      if (clock.now() >= end) throw needsTxt(domain, value);
      await clock.sleep(pause, signal);
    }
  } finally {
    await takeBack();
  }
}

/** Reads the token for the proof; resolves to `undefined` if OSS needs none. */
function readToken(oss: OssPort, bucket: BucketRef, domain: string, signal: AbortSignal) {
  return oss.createCnameToken(bucket, domain, signal).catch(fallback(undefined, 'cnameTokenNeedless'));
}

function tryToBind(bind: () => Promise<void>): Promise<boolean> {
  return bind().then(() => true, fallback(false, 'cnameTokenNeeded'));
}

/** Writes the TXT record, or resumes a paused one. Resolves to a function that restores the DNS as it was. */
async function writeTxt(context: BindingContext, domain: string, value: string): Promise<() => Promise<void>> {
  const { signal } = context;
  const { dns } = context.cloud;
  const place = await locateServed(context, `_dnsauth.${domain}`);
  if (!place) throw needsTxt(domain, value);
  const found = await findTxt(dns, { ...place, type: 'TXT', value }, signal);
  if (found?.enabled) return async () => {};
  if (found) {
    await dns.updateRecordState(found.id, true, signal);
    return () => dns.updateRecordState(found.id, false, signal);
  }
  const ttl = await readRecordTtl(dns, place.zone, signal);
  const id = await dns.createRecord({ ...place, type: 'TXT', value, ttl }, signal);
  return () => dns.deleteRecord(id, signal);
}

function needsTxt(domain: string, value: string | undefined): AppError {
  const subject = value === undefined ? domain : `_dnsauth.${domain} TXT ${value}`;
  return new AppError('cnameTokenNeeded', { subject });
}
