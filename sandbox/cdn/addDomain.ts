import { type Params, required } from '../rpc.js';
import { RpcError } from '../rpcError.js';
import { toRealMs } from '../state/clock.js';
import type { SandboxState, StoredCdnDomain, StoredSource } from '../state/state.js';
import { readDomainName } from './domainNames.js';
import { isFiled, isVerified, ownerUnverified } from './ownership.js';
import { writing } from './serviceState.js';
import { readSources, requireNoCircle } from './sources.js';

/** The vendor's times: a CNAME after 1 to 5 min, online after 3 to 5, a review of other origins on the next business day. */
const cnameAfterMs = 60_000;
const onlineAfterMs = 180_000;
const maxLevels = 3;
const reviewMs = 24 * 3_600_000;

/** AddCdnDomain. */
export const addCdnDomain = writing((params, state) => {
  const name = readDomainName(params);
  const cdnType = readChoice(params, 'CdnType', ['web', 'download', 'video']);
  const scope = readChoice(params, 'Scope', ['domestic', 'overseas', 'global'], 'domestic');
  const sources = readSources(required(params, 'Sources'), state);
  requireNoCircle(state, name, sources);
  requireLevel(name);
  requireFree(state, name);
  if (!isVerified(state, name)) throw ownerUnverified();
  requireFiled(state, name, scope);
  requireRealName(state, scope);
  if (state.cdnDomains.size >= state.quota.domains) {
    throw new RpcError('DomainOverLimit', 400, 'The number of your domains exceeds the limit.');
  }
  state.cdnDomains.set(name, createDomain(state, { name, cdnType, scope, sources }));
  return {};
});

type Chosen = Pick<StoredCdnDomain, 'name' | 'cdnType' | 'scope'> & { readonly sources: StoredSource[] };

function createDomain(state: SandboxState, chosen: Chosen): StoredCdnDomain {
  const now = Date.now();
  const isReviewed = chosen.sources.some((source) => isForeign(state, source));
  const wait = isReviewed ? reviewMs : 0;
  const at = (vendorMs: number) => now + toRealMs(state, wait + vendorMs);
  const futureCname = `${chosen.name.replace(/^\./, 'all.')}.w.kunlunsl.com`;
  const outcome = String(state.uncertain.addOutcome ?? 'online');
  const isRefused = outcome === 'check_failed';
  return {
    ...chosen,
    cname: '',
    futureCname,
    status: isReviewed ? 'checking' : 'configuring',
    schedule: [
      ...(isReviewed && !isRefused ? [{ at: at(0), status: 'configuring' }] : []),
      ...(isRefused ? [] : [{ at: at(cnameAfterMs), cname: futureCname }]),
      {
        at: at(onlineAfterMs),
        status: outcome,
        ...(isRefused ? { description: 'The content was refused in review.' } : {}),
      },
    ],
    httpsOn: false,
    description: '',
    createdAt: new Date(now),
  };
}

/** Origins outside Alibaba Cloud are reviewed by hand. */
function isForeign(state: SandboxState, { type, content }: StoredSource): boolean {
  return type === 'domain' || (type === 'ipaddr' && state.origins?.get(content)?.isAlibaba !== true);
}

function requireRealName(state: SandboxState, scope: string): void {
  if (scope === 'overseas' || state.account?.realName !== false) return;
  const message = 'The account has not passed real-name authentication, which the Chinese mainland needs.';
  throw new RpcError('NotInternationRealIdentity', 400, message);
}

/** A name below the vendor's own CDN domain may have at most three levels. */
function requireLevel(name: string): void {
  if (!name.endsWith('.alicdn.com') || name.replace(/^\./, '').split('.').length <= maxLevels) return;
  throw new RpcError('InvalidDomainNameLevel', 400, 'The domain name has too many levels.');
}

function readChoice(params: Params, name: string, choices: readonly string[], fallback?: string): string {
  const value = params[name] || fallback || required(params, name);
  if (choices.includes(value)) return value;
  throw new RpcError(`Invalid${name}.Malformed`, 400, `The specified ${name} is invalid.`);
}

function requireFree(state: SandboxState, name: string): void {
  if (state.cdnDomains.has(name) || state.takenNames.has(name)) {
    throw new RpcError('DomainAlreadyExist', 400, 'The specified domain already exists.');
  }
  const twin = name.startsWith('.') ? `all${name}` : name.replace(/^all(?=\.)/, '');
  if (twin !== name && state.cdnDomains.has(twin)) {
    throw new RpcError('ExtensiveAndAllBothExist', 400, 'A wildcard domain and its "all" name cannot both exist.');
  }
  if (name.startsWith('.') && [...state.takenNames.keys()].some((taken) => taken.endsWith(name))) {
    const message = 'The wildcard domain conflicts with a specific domain of another account.';
    throw new RpcError('ExtensiveAndSpecificDomainConflict', 400, message);
  }
}

function requireFiled(state: SandboxState, name: string, scope: string): void {
  if (scope === 'overseas' || isFiled(state, name)) return;
  const code = String(state.uncertain.unfiledCode ?? 'DomainNotRegistration');
  throw new RpcError(code, 400, 'The domain has no ICP filing, which regions in the Chinese mainland need.');
}
