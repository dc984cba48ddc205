import { required } from '../../rpc.js';
import { RpcError } from '../../rpcError.js';
import { beginChange, effectiveAt, requireConfigurable } from '../../state/domainChanges.js';
import { parseOssHost } from '../../state/regions.js';
import type { SandboxState, StoredCdnDomain, StoredSource } from '../../state/state.js';
import type { StoredCdnConfig } from '../../state/storedConfig.js';
import { isOn } from '../../state/uncertain.js';
import { findDomain, readDomainName } from '../domainNames.js';
import { reading, writing } from '../serviceState.js';
import { lostModel, toConfig } from './configAnswers.js';
import { requireConfig, requireLinkedRole, requireOffered, requireOwnDuty, requireSettable } from './configRules.js';
import { isFunction, isRepeatable, mergesArgs, readFunctions, type WantedFunction } from './functions.js';
import { requireNotStaged, requireUnstaged } from './staging.js';

const maxDomains = 50;
const maxRules = 50;
/** The limit for domains times functions. */
const maxSettings = 50;

/** BatchSetCdnDomainConfig: several functions on several domains, all or none. */
export const batchSetCdnDomainConfig = writing((params, state, caller) => {
  const names = required(params, 'DomainNames').toLowerCase().split(',');
  const functions = readFunctions(required(params, 'Functions'));
  if (names.length > maxDomains)
    throw new RpcError('TooManyDomains', 400, `The count of domain is over ${maxDomains}.`);
  // The code is not documented.
  if (names.length * functions.length > maxSettings) {
    throw new RpcError('TooManyDomains', 400, `Domains times functions are over ${maxSettings}.`);
  }
  requireLinkedRole(caller, state);
  const domains = names.map((name) => findDomain(state, name.trim()));
  const isLost = isOn(state.uncertain, 'configZero') || isOn(state.uncertain, 'configVanishes');
  const ordered = isOn(state.uncertain, 'settingsReversed') ? functions.toReversed() : functions;
  for (const domain of domains) {
    requireConfigurable(domain);
    requireNotStaged(domain);
    requireAllSettable(state, domain, ordered);
  }
  const models = domains.flatMap((domain) => {
    if (isLost) return functions.map(({ functionName }) => lostModel(state, domain, functionName));
    const set = ordered.map((wanted) => setFunction(state, domain, wanted));
    beginChange(state, domain, 'configuring', { status: 'online' });
    return set.map(({ id, functionName }) => ({
      DomainName: domain.name,
      ConfigId: Number(id),
      FunctionName: functionName,
    }));
  });
  return { DomainConfigList: { DomainConfigModel: models } };
});

/** DescribeCdnDomainConfigs: by function names or by id; all by default. */
export const describeCdnDomainConfigs = reading((params, state) => {
  const domain = findDomain(state, readDomainName(params));
  const names = (params.FunctionNames ?? '').split(',').filter(Boolean);
  if (!names.every(isFunction)) {
    // The vendor's code contains this unfilled placeholder.
    throw new RpcError('Invalid%s.ValueNotSupported', 400, 'The specified function is not supported.');
  }
  const found = configsOf(state, domain).filter(({ id, functionName }) => {
    const isNamed = names.length === 0 || names.includes(functionName);
    return isNamed && (!params.ConfigId || params.ConfigId === id);
  });
  return { DomainConfigs: { DomainConfig: found.map(toConfig) } };
});

/** DeleteSpecificConfig: one config by its id. */
export const deleteSpecificConfig = writing((params, state) => {
  const domain = findDomain(state, readDomainName(params));
  requireConfigurable(domain);
  requireUnstaged(domain);
  const found = requireConfig(configsOf(state, domain), required(params, 'ConfigId'));
  requireOwnDuty(found.functionName);
  domain.configs = configsOf(state, domain).filter((config) => config !== found);
  beginChange(state, domain, 'configuring', { status: 'online' });
  return {};
});

/** All configs of a domain, with CDN's defaults for a bucket as origin. */
export function configsOf(state: SandboxState, domain: StoredCdnDomain): StoredCdnConfig[] {
  domain.configs ??= automatic(domain.sources).map(([functionName, args]) =>
    createConfig(state, functionName, args, 0),
  );
  return domain.configs;
}

/** The arguments of a function in effect on a domain. */
export function argsInEffect(
  state: SandboxState,
  domain: StoredCdnDomain,
  functionName: string,
): Readonly<Record<string, string>>[] {
  const now = Date.now();
  const configs = configsOf(state, domain).filter((config) => config.functionName === functionName);
  return configs.filter(({ readyAt, failed }) => readyAt <= now && !failed).map(({ args }) => args);
}

/** Sets a function at once, as the console does, or removes all its entries if `args` is absent. */
export function setByHand(
  state: SandboxState,
  domain: StoredCdnDomain,
  functionName: string,
  args: Readonly<Record<string, string>> | undefined,
): void {
  const others = configsOf(state, domain).filter((config) => config.functionName !== functionName);
  domain.configs = args ? [...others, createConfig(state, functionName, args, 0)] : others;
}

/** Updates the configs that CDN derives from the origins, without changing the user's. */
export function followSources(state: SandboxState, domain: StoredCdnDomain, sources: readonly StoredSource[]): void {
  const follows = (name: string) => name !== 'set_req_host_header' || isOn(state.uncertain, 'hostFollowsOrigin');
  const before = automatic(domain.sources).filter(([name]) => follows(name));
  const kept = configsOf(state, domain).filter(({ functionName, args }) => {
    return !before.some(([name, own]) => name === functionName && JSON.stringify(own) === JSON.stringify(args));
  });
  const names = kept.map(({ functionName }) => functionName);
  const added = automatic(sources).filter(([name]) => !names.includes(name));
  domain.configs = [...kept, ...added.map(([name, args]) => createConfig(state, name, args, 0))];
}

function automatic(sources: readonly StoredSource[]): [string, Readonly<Record<string, string>>][] {
  const bucket = sources.find(({ type }) => type === 'oss');
  if (!bucket) return [];
  const name = parseOssHost(bucket.content)?.bucket ?? bucket.content;
  return [
    ['set_req_host_header', { domain_name: bucket.content }],
    ['oss_auth', { oss_bucket_id: bucket.content, oss_pri_buckets: `${bucket.content}|${name}` }],
  ];
}

/** Throws the vendor's error if one of the functions cannot be set. Whether those before it are set nevertheless is a switch. */
function requireAllSettable(state: SandboxState, domain: StoredCdnDomain, functions: readonly WantedFunction[]): void {
  requireRuleRoom(configsOf(state, domain), functions);
  functions.forEach((wanted, index) => {
    try {
      requireOffered(domain, wanted);
      requireSettable(state, configsOf(state, domain), wanted);
    } catch (refusal) {
      const isPart = isOn(state.uncertain, 'refusedSetsPart') && index > 0;
      if (isPart) {
        for (const each of functions.slice(0, index)) setFunction(state, domain, each);
        beginChange(state, domain, 'configuring', { status: 'online' });
      }
      throw refusal;
    }
  });
}

/** Refuses more than 50 rewrite rules of a domain. Source: "Create an access URL rewrite rule"; the code is not documented. */
function requireRuleRoom(present: readonly StoredCdnConfig[], functions: readonly WantedFunction[]): void {
  const isRule = ({ functionName }: { readonly functionName: string }) => functionName === 'host_redirect';
  const added = functions.filter((wanted) => isRule(wanted) && wanted.configId === undefined).length;
  if (added === 0 || present.filter(isRule).length + added <= maxRules) return;
  throw new RpcError('InvalidParameter', 400, `The count of host_redirect is over ${maxRules}.`);
}

function setFunction(state: SandboxState, domain: StoredCdnDomain, wanted: WantedFunction): StoredCdnConfig {
  const { functionName, args, configId } = wanted;
  const configs = configsOf(state, domain);
  const same = configs.find((config) => {
    if (configId !== undefined) return config.id === configId;
    return config.functionName === functionName && config.parentId === undefined && !isRepeatable(functionName);
  });
  const config = same ?? createConfig(state, functionName, args, 0);
  config.args = mergesArgs(functionName) ? { ...config.args, ...args } : args;
  config.readyAt = effectiveAt(state);
  config.failed = state.uncertain.configOutcome === 'failed';
  if (!same) configs.push(config);
  return config;
}

function createConfig(
  state: SandboxState,
  functionName: string,
  args: Readonly<Record<string, string>>,
  readyAt: number,
): StoredCdnConfig {
  return { id: String(30_000_000 + state.nextId++), functionName, args, readyAt, failed: false };
}
