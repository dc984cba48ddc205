import { hasSecretArgument, isSecretArgument } from '../cdn/functionNames.js';
import { withRule } from '../cdn/ipLists.js';
import { showDomain } from '../domainName.js';
import type { CdnConfig, CdnPort } from '../ports/cdn.js';
import type { Activity, CloudChange, Snapshot, Undo } from './activity.js';

type ConfigCalls = Pick<CdnPort, 'readConfigs' | 'setConfig' | 'deleteConfig'>;

const absent: Snapshot = { kind: 'absent' };

/** Functions that a domain has once at most. Source: BatchSetCdnDomainConfig. */
export const setOnce: ReadonlySet<string> = new Set([
  'set_req_host_header',
  'l2_oss_key',
  'https_option',
  'https_tls_version',
  'https_force',
  'http_force',
  'HSTS',
  'gzip',
  'brotli',
  'range',
  'set_hashkey_args',
  'ali_remove_args',
  'referer_white_list_set',
  'referer_black_list_set',
  'ip_black_list_set',
  'ip_allow_list_set',
  'ali_ua',
  'ali_location',
  'limit_rate',
]);

/** The settings of domains with every change noted; how one stood before is how it was last read. */
export function trackConfigs(cdn: CdnPort, track: Activity['track']): ConfigCalls {
  const seen = new Map<string, readonly CdnConfig[]>();
  const find = (name: string, id: string) =>
    [...seen].find(([key, list]) => key.startsWith(`${name} `) && list.some((each) => each.id === id))?.[1];
  const findOne = (name: string, id: string) => find(name, id)?.find((each) => each.id === id);
  return {
    async readConfigs(name, functionNames, signal) {
      const configs = await cdn.readConfigs(name, functionNames, signal);
      for (const functionName of functionNames)
        seen.set(
          `${name} ${functionName}`,
          configs.filter((each) => each.functionName === functionName),
        );
      return configs;
    },
    setConfig: (name, config, signal) => {
      const others = seen.get(`${name} ${config.functionName}`) ?? [];
      const [before] = config.configId === undefined ? others : others.filter(({ id }) => id === config.configId);
      // One without an id adds an entry to a function that may be set several times.
      const replaced = config.configId !== undefined || setOnce.has(config.functionName) ? before : undefined;
      return track(
        {
          ...changeOf({ action: 'BatchSetCdnDomainConfig', subject: name, functionName: config.functionName }),
          before: replaced ? toSnapshot(replaced) : absent,
          after: toSnapshot(config),
        },
        () => cdn.setConfig(name, config, signal),
        () => {
          if ([config, replaced].some((each) => each && hasSecretArgument(each))) return undefined;
          if (!replaced) return undoOf('deleteConfig', name, config);
          return { ...undoOf('setConfig', name, replaced), from: config.args, configId: replaced.id };
        },
      );
    },
    deleteConfig: (name, configId, signal) => {
      const before = findOne(name, configId);
      return track(
        {
          ...changeOf({ action: 'DeleteSpecificConfig', subject: name }, before?.functionName),
          ...(before && { before: toSnapshot(before) }),
          after: absent,
        },
        () => cdn.deleteConfig(name, configId, signal),
        () => (before && !hasSecretArgument(before) ? undoOf('setConfig', name, before) : undefined),
      );
    },
  };
}

type Setting = Pick<CdnConfig, 'functionName' | 'args'>;

function toSnapshot({ functionName, args }: Setting): Snapshot {
  const open = Object.entries(args).filter(([name]) => !isSecretArgument(functionName, name));
  return { kind: 'config', functionName, args: Object.fromEntries(open) };
}

function undoOf(
  kind: 'setConfig' | 'deleteConfig',
  domain: string,
  setting: Setting,
): Extract<Undo, { kind: 'setConfig' | 'deleteConfig' }> {
  const { functionName } = setting;
  return { kind, domain, functionName, args: kind === 'setConfig' ? withRule(setting) : setting.args };
}

/** `functionName` is what is changed where the call does not say it. */
function changeOf(call: CloudChange['call'], functionName = call.functionName ?? ''): CloudChange {
  const { subject: domain } = call;
  return { call, subject: showDomain(domain), place: { kind: 'domain', domain, page: pageOf(functionName) } };
}

function pageOf(functionName: string): 'cache' | 'https' | 'backSrc' | 'basic' {
  if (/^https?_|HSTS/.test(functionName)) return 'https';
  if (/ttl|cache|redirect|error_page|resp_header/.test(functionName)) return 'cache';
  return /origin|req_host|oss|scheme|range/.test(functionName) ? 'backSrc' : 'basic';
}
