import { RpcError } from '../../rpcError.js';
import type { StoredCdnDomain } from '../../state/state.js';
import { findDomain, readDomainName } from '../domainNames.js';
import { reading } from '../serviceState.js';

/** DescribeCdnDomainStagingConfig: the settings under test in the staging environment; its lists are flat. */
export const describeCdnDomainStagingConfig = reading((params, state) => {
  const { name, staging = [] } = findDomain(state, readDomainName(params));
  const names = (params.FunctionNames ?? '').split(',').filter(Boolean);
  const found = staging.filter(({ functionName }) => names.length === 0 || names.includes(functionName));
  return {
    DomainName: name,
    DomainConfigs: found.map(({ id, functionName, args }) => ({
      ConfigId: id,
      FunctionName: functionName,
      Status: String(state.uncertain.stagingStatus),
      FunctionArgs: Object.entries(args).map(([ArgName, ArgValue]) => ({ ArgName, ArgValue })),
    })),
  };
});

/** Throws ConfigurationConflicts while a staging configuration is under test. Source: BatchSetCdnDomainConfig, error codes. */
export function requireNotStaged({ staging = [] }: StoredCdnDomain): void {
  if (staging.length === 0) return;
  throw new RpcError('ConfigurationConflicts', 400, 'A staging configuration of the domain is in effect.');
}

/** Throws Internal.ForbidError while one is under test, like calls that set no functions. */
export function requireUnstaged({ staging = [] }: StoredCdnDomain): void {
  if (staging.length === 0) return;
  throw new RpcError('Internal.ForbidError', 500, 'The domain has a configuration that is under test.');
}
