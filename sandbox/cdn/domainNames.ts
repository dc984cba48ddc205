import { getDomain } from 'tldts-icann';
import { type Params, required } from '../rpc.js';
import { RpcError } from '../rpcError.js';
import type { SandboxState, StoredCdnDomain } from '../state/state.js';

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Reads `DomainName` in lower case; a wildcard keeps its leading dot. Throws InvalidDomainName.Malformed. */
export function readDomainName(params: Params): string {
  const name = required(params, 'DomainName').toLowerCase();
  const bare = name.replace(/^\./, '');
  const labels = bare.split('.');
  const isWellFormed = labels.length >= 2 && bare.length <= 253 && labels.every((part) => isLabel(part));
  if (isWellFormed && rootOf(bare)) return name;
  throw new RpcError('InvalidDomainName.Malformed', 400, 'The specified DomainName is invalid.');
}

/** The registrable domain: a public suffix and one label; `undefined` for a suffix or an address. */
export function rootOf(name: string): string | undefined {
  return getDomain(name.replace(/^\./, '')) ?? undefined;
}

/** Finds a CDN domain of this account, or throws InvalidDomain.NotFound. */
export function findDomain(state: SandboxState, name: string): StoredCdnDomain {
  const domain = state.cdnDomains.get(name.toLowerCase());
  if (domain) return domain;
  throw new RpcError('InvalidDomain.NotFound', 404, 'The domain provided does not exist in our records.');
}

/** Chinese names are not accelerated, in either spelling. */
function isLabel(part: string): boolean {
  return label.test(part) && !part.startsWith('xn--');
}
