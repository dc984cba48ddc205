import { AppError } from '../../../src/core/errors.js';
import type { AcmeOrder, AcmePort, AcmeValidation } from '../../../src/core/ports/acme.js';
import { type MemoryState, visibleRecords } from './state.js';

/** Let's Encrypt in memory. It validates at once, and the chain of a pair is its names. */
export function createMemoryAcme(state: MemoryState): AcmePort {
  const change = (url: string, changes: Partial<AcmeOrder>) => {
    const found = state.orders.get(url);
    if (!found) throw new AppError('acmeRefused', { code: 'malformed' });
    state.orders.set(url, { ...found, ...changes });
  };
  const isShown = ({ host, value }: AcmeValidation) =>
    visibleRecords(state, host, 'TXT').some(({ data }) => data === value);
  return {
    createOrder: async ({ names, replaces }) => {
      const url = `https://acme-v02.api.letsencrypt.org/order/${state.nextId++}`;
      const validations = names.map((name, at) => {
        const host = `_acme-challenge.${name.replace(/^\*\./, '')}`;
        return { host, value: `value-${at}-of-${url.split('/').at(-1)}`, state: 'pending' as const };
      });
      const named = replaces === undefined ? {} : { replaces };
      const order = { url, names, state: 'pending', validations, ...named } as const;
      state.orders.set(url, order);
      return order;
    },
    readOrder: async (url) => state.orders.get(url),
    startValidation: async (url) => {
      const { validations = [] } = state.orders.get(url) ?? {};
      const isValid = validations.every(isShown);
      const problem = { code: 'unauthorized', message: 'No TXT record found' };
      change(url, isValid ? { state: 'ready' } : { state: 'invalid', problem });
    },
    issueCertificate: async ({ url }) => {
      const order = state.orders.get(url);
      if (order?.state !== 'ready') throw new AppError('acmeRefused', { code: 'orderNotReady' });
      change(url, { state: 'valid' });
      return { chain: order.names.join(' '), key: 'key' };
    },
    readRenewal: async (pem) => state.renewals.get(pem),
    reachServer: async () => {
      if (!state.isAcmeReachable) throw new AppError('acmeUnavailable');
    },
  };
}
