import { AppError } from '../../../src/core/errors.js';
import type { CdnConfig, CdnDomain, CdnPort } from '../../../src/core/ports/cdn.js';
import type { MemoryState } from './state.js';

type Changes = Pick<
  CdnPort,
  | 'openService'
  | 'readDomainQuota'
  | 'updateSources'
  | 'startDomain'
  | 'stopDomain'
  | 'deleteDomain'
  | 'readConfigs'
  | 'setConfig'
  | 'deleteConfig'
>;

const severalTimes = ['host_redirect', 'path_based_ttl_set', 'filetype_based_ttl_set', 'set_resp_header'];

/** What CDN in memory does with the service and with domains that are there; every change is in effect at once. */
export function createMemoryChanges(state: MemoryState, find: (name: string) => CdnDomain): Changes {
  const change = (name: string, fields: Partial<CdnDomain>) =>
    void state.domains.set(name, { ...find(name), ...fields });
  const findOnline = (name: string) => {
    if (find(name).status === 'offline') throw new AppError('domainBusy', { code: 'InvalidDomain.Offline' });
  };
  const configsOf = (name: string) => state.configs.get(name) ?? [];
  return {
    openService: async () => {
      state.service = 'open';
    },
    readDomainQuota: async () => state.domainQuota,
    updateSources: async (name, sources) => {
      findOnline(name);
      change(name, { sources });
    },
    startDomain: async (name) => change(name, { status: 'online' }),
    stopDomain: async (name) => change(name, { status: 'offline' }),
    deleteDomain: async (name) => {
      find(name);
      state.domains.delete(name);
      state.configs.delete(name);
    },
    readConfigs: async (name, functionNames) => {
      find(name);
      return configsOf(name).filter((config) => functionNames.includes(config.functionName));
    },
    setConfig: async (name, functionName, args) => {
      findOnline(name);
      state.configs.set(name, withConfig(configsOf(name), { functionName, args }, String(state.nextId++)));
    },
    deleteConfig: async (name, configId) => {
      findOnline(name);
      state.configs.set(
        name,
        configsOf(name).filter(({ id }) => id !== configId),
      );
    },
  };
}

function withConfig(
  configs: readonly CdnConfig[],
  { functionName, args }: Pick<CdnConfig, 'functionName' | 'args'>,
  newId: string,
): CdnConfig[] {
  const old = severalTimes.includes(functionName)
    ? undefined
    : configs.find((config) => config.functionName === functionName);
  const config: CdnConfig = { id: old?.id ?? newId, functionName, args, status: 'success' };
  return [...configs.filter((kept) => kept !== old), config];
}
