import { AppError } from '../../../src/core/errors.js';
import type { CdnConfig, CdnDomain, CdnPort, NewConfig } from '../../../src/core/ports/cdn.js';
import type { MemoryState } from './state.js';

type Changes = Pick<
  CdnPort,
  | 'openService'
  | 'readDomainQuota'
  | 'updateSources'
  | 'startDomain'
  | 'stopDomain'
  | 'deleteDomain'
  | 'listConfigs'
  | 'readConfigs'
  | 'hasStagingConfig'
  | 'setConfigs'
  | 'deleteConfig'
  | 'prefetch'
>;

const severalTimes = ['host_redirect', 'path_based_ttl_set', 'filetype_based_ttl_set', 'set_resp_header', 'error_page'];

/** The service and changes of existing domains in memory. All changes are in effect at once. */
export function createMemoryChanges(state: MemoryState, find: (name: string) => CdnDomain): Changes {
  const change = (name: string, fields: Partial<CdnDomain>) =>
    void state.domains.set(name, { ...find(name), ...fields });
  const findOnline = (name: string) => {
    if (find(name).status === 'offline') throw new AppError('domainOffline', { code: 'InvalidDomain.Offline' });
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
    listConfigs: async (name) => {
      find(name);
      return configsOf(name);
    },
    readConfigs: async (name, functionNames) => {
      find(name);
      return configsOf(name).filter((config) => functionNames.includes(config.functionName));
    },
    hasStagingConfig: async (name) => {
      find(name);
      return state.staging.has(name);
    },
    setConfigs: async (name, wanted) => {
      findOnline(name);
      if (state.staging.has(name)) throw new AppError('stagingActive', { code: 'ConfigurationConflicts' });
      const add = (configs: readonly CdnConfig[], each: NewConfig) => {
        const failing = state.failingSettings.indexOf(each.functionName);
        if (failing >= 0) state.failingSettings.splice(failing, 1);
        return withConfig(configs, each, String(state.nextId++), failing >= 0 ? 'failed' : 'success');
      };
      state.configs.set(name, wanted.reduce(add, configsOf(name)));
    },
    deleteConfig: async (name, configId) => {
      findOnline(name);
      state.configs.set(
        name,
        configsOf(name).filter(({ id }) => id !== configId),
      );
    },
    prefetch: async (urls) => prefetch(state, urls, findOnline),
  };
}

function withConfig(
  configs: readonly CdnConfig[],
  { functionName, args, configId }: NewConfig,
  newId: string,
  status: CdnConfig['status'],
): CdnConfig[] {
  const isSingle = !severalTimes.includes(functionName);
  const old = configs.find((config) =>
    configId === undefined ? isSingle && config.functionName === functionName : config.id === configId,
  );
  if (configId === undefined && old) throw new AppError('configExists', { code: 'ConfigDuplicate' });
  if (configId !== undefined && !old) throw new AppError('invalidInput', { code: 'ConfigNotFound' });
  // Lists of addresses keep omitted arguments. Source: Alibaba Cloud CDN, "Configure an IP address blacklist or whitelist".
  const kept = /^ip_(allow|black)_list_set$/.test(functionName) ? old?.args : {};
  const config: CdnConfig = { id: old?.id ?? newId, functionName, args: { ...kept, ...args }, status };
  return [...configs.filter((each) => each !== old), config];
}

function prefetch(state: MemoryState, urls: readonly string[], check: (name: string) => void) {
  for (const url of urls) check(new URL(url).hostname);
  if (urls.some((url) => url.endsWith('/')))
    throw new AppError('invalidInput', { code: 'InvalidObjectPath.Malformed' });
  if (urls.length > 100) throw new AppError('tooMuchAtOnce', { code: 'SingleRequest.OverLimit' });
  if (state.quota.prefetches < urls.length)
    throw new AppError('prefetchQuotaExceeded', { code: 'QuotaExceeded.Preload' });
  state.quota.prefetches -= urls.length;
  const id = String(state.nextId++);
  const createdAt = Date.UTC(2026, 0, 1) + state.nextId;
  state.tasks.push(
    ...urls.map((url) => ({
      id,
      url,
      kind: 'prefetch' as const,
      createdAt,
      status: 'complete' as const,
      percent: 100,
    })),
  );
  return { taskIds: [id], requestId: `MEM${state.nextId++}` };
}
