import { serviceNow, toRealMs } from '../../state/clock.js';
import type { ApiResponse, SandboxState } from '../../state/state.js';
import type { StoredObject } from '../../state/storedObject.js';
import type { BucketCall } from '../call.js';
import { invalidArgument, invalidObjectState, malformed, OssError, operationNotSupported } from '../errors.js';
import { replaceVersion, requireVersion, versionHeader } from '../stored.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long a restoration takes by class and priority, and the most days. The first priority is the fastest. Source: RestoreObject. */
const archives: Readonly<
  Record<string, { readonly takes: Readonly<Record<string, number>>; readonly mostDays: number }>
> = {
  Archive: { takes: { Standard: minute }, mostDays: 7 },
  ColdArchive: { takes: { Expedited: hour, Standard: 5 * hour, Bulk: 12 * hour }, mostDays: 365 },
  DeepColdArchive: { takes: { Expedited: 12 * hour, Standard: 48 * hour }, mostDays: 365 },
};

/** Throws InvalidObjectState for an archived object that is not restored now. */
export function checkRestored(state: SandboxState, object: StoredObject): void {
  if (object.storageClass === undefined || !archives[object.storageClass]) return;
  const { restored } = object;
  const now = serviceNow(state);
  if (!restored || now < restored.readyAt || now >= restored.endsAt) throw invalidObjectState();
}

/** The header that tells the state of a restoration; none before a request and after its end. Source: HeadObject. */
export function restoreHeader(state: SandboxState, { restored }: StoredObject): Record<string, string> {
  const now = serviceNow(state);
  if (!restored || now >= restored.endsAt) return {};
  if (now < restored.readyAt) return { 'x-oss-restore': 'ongoing-request="true"' };
  const ends = new Date(restored.endsAt).toUTCString();
  return { 'x-oss-restore': `ongoing-request="false", expiry-date="${ends}"` };
}

/**
 * RestoreObject of the current version or of one. 202 for a new restoration, or a higher priority of one in progress; 200 for a restored object, to whose
 * time the days are added, up to the most of its class.
 */
export function restoreObject(call: BucketCall): ApiResponse {
  const { bucket, state } = call;
  const object = requireVersion(call);
  const archive = archives[object.storageClass ?? ''];
  if (!archive) throw operationNotSupported();
  const { days, tier } = readRequest(call.request.body.toString('utf8'), archive.takes, archive.mostDays);
  const now = serviceNow(state);
  const headers = versionHeader(bucket, object);
  const running = object.restored && now < object.restored.endsAt ? object.restored : undefined;
  const span = toRealMs(state, days * day);
  if (running && now >= running.readyAt) {
    const most = now + toRealMs(state, archive.mostDays * day);
    replaceVersion(bucket, object, {
      ...object,
      restored: { ...running, endsAt: Math.min(running.endsAt + span, most) },
    });
    return { status: 200, headers, body: '' };
  }
  const took = (name: string) => archive.takes[name] ?? 0;
  if (running && took(tier) >= took(running.tier)) {
    const message = 'The restore operation is in progress.';
    throw new OssError({ status: 409, code: 'RestoreAlreadyInProgress', message, ec: '0016-00000702' });
  }
  const readyAt = now + toRealMs(state, took(tier));
  replaceVersion(bucket, object, { ...object, restored: { tier, readyAt, endsAt: readyAt + span } });
  state.events.emit('change');
  return { status: 202, headers, body: '' };
}

function readRequest(text: string, takes: Readonly<Record<string, number>>, mostDays: number) {
  if (text === '') return { days: 1, tier: 'Standard' };
  const body = /^(?:<\?xml[^>]*>)?\s*<RestoreRequest>(.*)<\/RestoreRequest>\s*$/s.exec(text)?.[1];
  if (body === undefined) throw malformed();
  const days = /<Days>(.*?)<\/Days>/.exec(body)?.[1] ?? '';
  if (!/^\d{1,3}$/.test(days) || Number(days) < 1 || Number(days) > mostDays) {
    throw invalidArgument('The Days is not valid.', { ArgumentName: 'Days', ArgumentValue: days });
  }
  const tier = /<JobParameters>\s*<Tier>(.*?)<\/Tier>\s*<\/JobParameters>/s.exec(body)?.[1];
  if (tier !== undefined && (takes[tier] === undefined || Object.keys(takes).length === 1)) {
    throw invalidArgument('The Tier is not valid.', { ArgumentName: 'Tier', ArgumentValue: tier });
  }
  return { days: Number(days), tier: tier ?? 'Standard' };
}
