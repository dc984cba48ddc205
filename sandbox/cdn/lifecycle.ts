import { required } from '../rpc.js';
import { RpcError } from '../rpcError.js';
import { beginChange, requireIdle } from '../state/domainChanges.js';
import { followSources } from './configs/configs.js';
import { findDomain, readDomainName } from './domainNames.js';
import { isFiled } from './ownership.js';
import { writing } from './serviceState.js';
import { readSources, requireNoCircle } from './sources.js';

/** ModifyCdnDomain: changes origins. The edges continue to serve, and a failed domain is tried again. */
export const modifyCdnDomain = writing((params, state) => {
  const domain = findDomain(state, readDomainName(params));
  const sources = readSources(required(params, 'Sources'), state);
  requireNoCircle(state, domain.name, sources);
  requireIdle(domain);
  if (domain.status === 'offline') {
    throw new RpcError('InvalidDomain.Offline', 404, 'The domain provided is offline.');
  }
  followSources(state, domain, sources);
  domain.sources = sources;
  beginChange(state, domain, 'configuring', { status: 'online', cname: domain.futureCname });
  return {};
});

/** StartCdnDomain: refused without the ICP filing that its region requires. */
export const startCdnDomain = writing((params, state) => {
  const domain = findDomain(state, readDomainName(params));
  if (domain.status === 'online') return {};
  requireIdle(domain);
  if (domain.scope !== 'overseas' && !isFiled(state, domain.name)) {
    throw new RpcError('IllegalOperationDomain', 400, 'The domain is not allowed to be started.');
  }
  if (domain.status !== 'offline') {
    throw new RpcError('InvalidDomain.Configure_failed', 500, 'The configuration of the domain failed.');
  }
  beginChange(state, domain, 'configuring', { status: 'online' });
  return {};
});

/** StopCdnDomain: the CNAME target then leads to an invalid name. */
export const stopCdnDomain = writing((params, state) => {
  const domain = findDomain(state, readDomainName(params));
  if (domain.status === 'offline') return {};
  requireIdle(domain);
  beginChange(state, domain, 'stopping', { status: 'offline' });
  return {};
});

/** DeleteCdnDomain: the name becomes free some time later. */
export const deleteCdnDomain = writing((params, state) => {
  const domain = findDomain(state, readDomainName(params));
  if (domain.status !== 'checking') requireIdle(domain);
  beginChange(state, domain, 'deleting', { gone: true });
  return {};
});
