import { createHash } from 'node:crypto';
import { resolve } from '../alidns/authority.js';
import { required } from '../rpc.js';
import { RpcError } from '../rpcError.js';
import { isServing } from '../state/domainChanges.js';
import type { SandboxState } from '../state/state.js';
import { readDomainName, rootOf } from './domainNames.js';
import { reading, writing } from './serviceState.js';

/** CheckCdnDomainExist: the holder of a name. A switch makes other holders errors, as in a help page. */
export const checkCdnDomainExist = reading((params, state) => {
  const name = readDomainName(params);
  const status = state.cdnDomains.has(name)
    ? 'DomainExistCdnProduct'
    : (state.takenNames.get(name) ?? 'DomainNotExist');
  if (state.uncertain.existAsError === true && state.takenNames.has(name)) {
    const code = status === 'DomainExistOtherUser' ? 'DomainExist.OtherUser' : 'DomainExist.OtherProduct';
    throw new RpcError(code, 400, 'The domain name is held by another user or product.');
  }
  return { Status: status };
});

/** CheckCdnDomainICP. A switch limits it to names with a known owner, as the code `-124` suggests. */
export const checkCdnDomainIcp = reading((params, state) => {
  const name = readDomainName(params);
  if (state.uncertain.icpNeedsOwnership === true && !isVerified(state, name)) {
    throw new RpcError('-124', 400, 'The domain does not belong to you.');
  }
  return { Status: isFiled(state, name) ? 'DomainIsRegistration' : 'DomainNotRegistration' };
});

/** DescribeVerifyContent: the TXT value for the host `verification` of the root domain. */
export const describeVerifyContent = reading((params, state) => ({
  Content: contentFor(state, readDomainName(params)),
}));

/** VerifyDomainOwner: reads the TXT in DNS. Once true for a root domain, it stays true. */
export const verifyDomainOwner = writing((params, state) => {
  const name = readDomainName(params);
  const how = required(params, 'VerifyType');
  if (how !== 'dnsCheck' && how !== 'fileCheck') {
    throw new RpcError('InvalidVerifyType.Malformed', 400, 'The specified VerifyType is invalid.');
  }
  if (isVerified(state, name)) return { Content: '' };
  const content = contentFor(state, name);
  if (how === 'fileCheck')
    throw new RpcError('InvalidFile', 400, 'The verification file was not found.', { Content: content });
  if (!isInDns(state, name, content)) throw ownerUnverified({ Content: content });
  state.verifiedRoots.add(rootOf(name) ?? name);
  return { Content: '' };
});

/** Returns whether this account has verified the root domain, or has a working domain below it. */
export function isVerified(state: SandboxState, name: string): boolean {
  const root = rootOf(name) ?? name;
  const working = [...state.cdnDomains.values()].filter(isServing);
  return state.verifiedRoots.has(root) || working.some((domain) => rootOf(domain.name) === root);
}

/** Returns whether the name or its root domain has an ICP filing. */
export function isFiled(state: SandboxState, name: string): boolean {
  return state.icpFiled.has(name) || state.icpFiled.has(rootOf(name) ?? name);
}

/** The error DomainOwnerVerifyFail. */
export function ownerUnverified(fields: Readonly<Record<string, string>> = {}): RpcError {
  return new RpcError('DomainOwnerVerifyFail', 400, 'The ownership of the root domain is not verified.', fields);
}

function contentFor(state: SandboxState, name: string): string {
  return `verify_${createHash('md5')
    .update(`${state.ownerId} ${rootOf(name)}`)
    .digest('hex')}`;
}

function isInDns(state: SandboxState, name: string, content: string): boolean {
  const { answers } = resolve(state, `verification.${rootOf(name)}`, 'TXT');
  return answers.some(({ type, value }) => type === 'TXT' && value === content);
}
