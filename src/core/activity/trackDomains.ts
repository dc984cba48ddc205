import { showDomain } from '../domainName.js';
import type { CdnDomain, CdnPort } from '../ports/cdn.js';
import type { Activity, CloudChange, Snapshot } from './activity.js';
import { trackCertificates } from './trackCertificates.js';
import { trackConfigs } from './trackConfigs.js';

type Track = Activity['track'];
type Seen = ReadonlyMap<string, CdnDomain>;

/** CDN with every change of a domain noted; how it stood before is how it was last read. */
export function trackDomains(cdn: CdnPort, track: Track): CdnPort {
  const seen = new Map<string, CdnDomain>();
  const see = (domain: CdnDomain) => void seen.set(domain.name, domain);
  return {
    ...cdn,
    ...trackConfigs(cdn, track),
    ...trackCertificates(cdn, track),
    ...trackOrigins(cdn, track, seen),
    ...trackStates(cdn, track, seen),
    async listDomains(signal) {
      const domains = await cdn.listDomains(signal);
      domains.forEach(see);
      return domains;
    },
    async readDomain(name, signal) {
      const domain = await cdn.readDomain(name, signal);
      if (domain) see(domain);
      return domain;
    },
  };
}

function trackOrigins(
  cdn: CdnPort,
  track: Track,
  seen: Seen,
): Pick<CdnPort, 'createDomain' | 'updateSources' | 'deleteDomain'> {
  const look = (name: string) => cdn.readDomain(name, new AbortController().signal);
  return {
    createDomain: (domain, signal) =>
      track(
        { ...changeOf('AddCdnDomain', domain.name), before: { kind: 'absent' }, after: sourcesOf(domain) },
        () => cdn.createDomain(domain, signal),
        undefined,
        async () => ((await look(domain.name)) ? {} : undefined),
      ),
    updateSources: (name, sources, signal) => {
      const before = seen.get(name);
      return track(
        {
          ...changeOf('ModifyCdnDomain', name, 'backSrc'),
          ...(before && { before: sourcesOf(before) }),
          after: sourcesOf({ sources }),
        },
        () => cdn.updateSources(name, sources, signal),
        () => before && { kind: 'updateSources', domain: name, from: sources, sources: before.sources },
      );
    },
    deleteDomain: (name, signal) => {
      const before = seen.get(name);
      return track(
        {
          ...changeOf('DeleteCdnDomain', name),
          ...(before && { before: sourcesOf(before) }),
          after: { kind: 'absent' },
        },
        () => cdn.deleteDomain(name, signal),
        undefined,
        async () => (((await look(name))?.status ?? 'deleting') === 'deleting' ? {} : undefined),
      );
    },
  };
}

function trackStates(cdn: CdnPort, track: Track, seen: Seen): Pick<CdnPort, 'startDomain' | 'stopDomain'> {
  return {
    startDomain: (name, signal) =>
      track(
        { ...changeOf('StartCdnDomain', name), ...statuses(seen.get(name), 'online') },
        () => cdn.startDomain(name, signal),
        () => ({ kind: 'stopDomain', domain: name }),
      ),
    stopDomain: (name, signal) =>
      track(
        { ...changeOf('StopCdnDomain', name), ...statuses(seen.get(name), 'offline') },
        () => cdn.stopDomain(name, signal),
        () => ({ kind: 'startDomain', domain: name }),
      ),
  };
}

function changeOf(action: string, domain: string, page: 'basic' | 'backSrc' = 'basic'): CloudChange {
  return { call: { action, subject: domain }, subject: showDomain(domain), place: { kind: 'domain', domain, page } };
}

function sourcesOf({ sources }: Pick<CdnDomain, 'sources'>): Snapshot {
  return { kind: 'sources', sources };
}

function statuses(before: CdnDomain | undefined, after: CdnDomain['status']): Pick<CloudChange, 'before' | 'after'> {
  return {
    ...(before && { before: { kind: 'status', status: before.status } }),
    after: { kind: 'status', status: after },
  };
}
