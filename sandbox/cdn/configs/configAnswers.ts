import type { SandboxState, StoredCdnDomain } from '../../state/state.js';
import type { StoredCdnConfig } from '../../state/storedConfig.js';
import { isOn } from '../../state/uncertain.js';

/** Formats a setting for DescribeCdnDomainConfigs. */
export function toConfig({ id, functionName, args, readyAt, failed, parentId }: StoredCdnConfig): object {
  const done = failed ? 'failed' : 'success';
  return {
    ConfigId: id,
    ...(parentId !== undefined && { ParentId: parentId }),
    FunctionName: functionName,
    Status: readyAt > Date.now() ? 'configuring' : done,
    FunctionArgs: {
      FunctionArg: Object.entries(args).map(([name, value]) => ({ ArgName: name, ArgValue: value })),
    },
  };
}

/** The answer for a setting that was not made. */
export function lostModel(state: SandboxState, { name }: StoredCdnDomain, functionName: string): object {
  const id = isOn(state.uncertain, 'configZero') ? 0 : 30_000_000 + state.nextId++;
  return { DomainName: name, ConfigId: id, FunctionName: functionName };
}
