import { hasSecretArgument, isSecretArgument, setOnce } from '../cdn/functionNames.js';
import type { CdnConfig, CdnPort } from '../ports/cdn.js';
import type { DomainCertificate } from '../ports/certificates.js';
import type { Activity, TrackedCall } from './activity.js';
import type { Change, ChangeOf, StateOf } from './change.js';
import { type TrackedCalls, trackCalls } from './trackCalls.js';

/** Wraps CDN so that every change of a domain is recorded. The state before is the last one read. */
export function trackCdn(cdn: CdnPort, track: Activity['track']): CdnPort {
  const seen = new SeenDomains();
  const noted = trackCalls(cdn, track, callsOf(seen));
  return {
    ...noted,
    async listDomains(signal) {
      const domains = await cdn.listDomains(signal);
      for (const { name, sources } of domains) seen.sources.set(name, sources);
      return domains;
    },
    async readDomain(name, signal) {
      const domain = await cdn.readDomain(name, signal);
      if (domain) seen.sources.set(domain.name, domain.sources);
      return domain;
    },
    async readCertificate(name, signal) {
      const held = await cdn.readCertificate(name, signal);
      seen.certificates.set(name, held ? toState(held) : null);
      return held;
    },
    async readConfigs(name, functionNames, signal) {
      const configs = await cdn.readConfigs(name, functionNames, signal);
      seen.addConfigs(name, functionNames, configs);
      return configs;
    },
  };
}

function callsOf(seen: SeenDomains): TrackedCalls<CdnPort> {
  return {
    createDomain: ({ name, sources }) =>
      toCall('AddCdnDomain', name, { kind: 'sources', at: { domain: name }, before: null, after: sources }),
    updateSources: (domain, after) => {
      const before = seen.sources.get(domain);
      return toCall('ModifyCdnDomain', domain, { kind: 'sources', at: { domain }, before, after });
    },
    deleteDomain: (domain) => {
      const before = seen.sources.get(domain);
      return toCall('DeleteCdnDomain', domain, { kind: 'sources', at: { domain }, before, after: null });
    },
    startDomain: (domain) =>
      toCall('StartCdnDomain', domain, { kind: 'status', at: { domain }, before: 'offline', after: 'online' }),
    stopDomain: (domain) =>
      toCall('StopCdnDomain', domain, { kind: 'status', at: { domain }, before: 'online', after: 'offline' }),
    setCertificate: (domain, choice) => {
      const before = seen.certificates.get(domain);
      const change = { kind: 'certificate', at: { domain }, before, after: toState(choice) } as const;
      return toCall('SetCdnDomainSSLCertificate', domain, change);
    },
    deleteCertificate: (domain) => {
      const before = seen.certificates.get(domain);
      return toCall('SetCdnDomainSSLCertificate', domain, { kind: 'certificate', at: { domain }, before, after: null });
    },
    setConfig: (name, config) => ({
      action: 'BatchSetCdnDomainConfig',
      subject: name,
      functionName: config.functionName,
      change: toChange(name, seen.findReplaced(name, config), config),
    }),
    deleteConfig: (name, id) => ({
      action: 'DeleteSpecificConfig',
      subject: name,
      change: toChange(name, seen.findConfig(name, id), undefined),
    }),
  };
}

type Setting = Pick<CdnConfig, 'functionName' | 'args'>;

/** What was last read of the domains. */
class SeenDomains {
  readonly sources = new Map<string, StateOf<'sources'>>();
  readonly certificates = new Map<string, StateOf<'certificate'> | null>();
  /** By domain and function. */
  private readonly configs = new Map<string, Map<string, readonly CdnConfig[]>>();

  addConfigs(name: string, functionNames: readonly string[], configs: readonly CdnConfig[]): void {
    const known = this.configs.get(name) ?? new Map<string, readonly CdnConfig[]>();
    this.configs.set(name, known);
    for (const each of functionNames)
      known.set(
        each,
        configs.filter(({ functionName }) => functionName === each),
      );
  }

  findConfig(name: string, configId: string): CdnConfig | undefined {
    return [...(this.configs.get(name)?.values() ?? [])].flat().find(({ id }) => id === configId);
  }

  /** The setting that gets other values; one without an id adds an entry to a function that may be set several times. */
  findReplaced(name: string, { functionName, configId }: Setting & { readonly configId?: string }) {
    const configs = this.configs.get(name)?.get(functionName) ?? [];
    if (configId !== undefined) return configs.find(({ id }) => id === configId);
    return setOnce.has(functionName) ? configs[0] : undefined;
  }
}

function toCall(action: string, subject: string, change: Change): TrackedCall {
  return { action, subject, change };
}

/** Without the certificate itself. */
function toState({ id, name, region, expires }: DomainCertificate): StateOf<'certificate'> {
  return {
    name,
    ...(id !== undefined && { id }),
    ...(region !== undefined && { region }),
    ...(expires !== undefined && { expires }),
  };
}

function toChange(domain: string, before: CdnConfig | undefined, after: Setting | undefined): ChangeOf<'config'> {
  const known = after ?? before;
  // Which one is deleted was not read.
  if (!known) return { kind: 'config', at: { domain, functionName: '' }, after: null };
  const at = {
    domain,
    functionName: known.functionName,
    ...(before && after && { id: before.id }),
    ...([before, after].some((each) => each && hasSecretArgument(each)) && { hasSecrets: true as const }),
  };
  return { kind: 'config', at, before: toOpenArgs(before), after: toOpenArgs(after) };
}

/** The arguments that are no keys. */
function toOpenArgs(setting: Setting | undefined): StateOf<'config'> | null {
  if (!setting) return null;
  const { functionName, args } = setting;
  return Object.fromEntries(Object.entries(args).filter(([name]) => !isSecretArgument(functionName, name)));
}
