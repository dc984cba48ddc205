import { lazy } from '../../core/concurrency/lazy.js';
import type { AcmeKeyStore, AcmePort } from '../../core/ports/acme.js';
import { type Link, read } from '../callWithRetry.js';
import { sendHttps } from '../http/transport.js';

/** Opens calls to Let's Encrypt. The client is loaded at the first call. */
export function createAcme(link: Link, keys: AcmeKeyStore): AcmePort {
  const load = lazy(async () => {
    const { openAcme } = await import('./client.js');
    const { clock, timeoutMs } = link;
    return openAcme({ send: sendHttps, call: (spec, send) => read(link, spec, send), keys, clock, timeoutMs });
  });
  return {
    createOrder: async (...given) => (await load()).createOrder(...given),
    readOrder: async (...given) => (await load()).readOrder(...given),
    startValidation: async (...given) => (await load()).startValidation(...given),
    issueCertificate: async (...given) => (await load()).issueCertificate(...given),
    readRenewal: async (...given) => (await load()).readRenewal(...given),
    reachServer: async (...given) => (await load()).reachServer(...given),
  };
}

/** Creates a store that keeps the account key in memory only. */
export function createKeyMemory(): AcmeKeyStore {
  let kept: string | undefined;
  return {
    read: async () => kept,
    write: async (key) => {
      kept = key;
    },
  };
}
