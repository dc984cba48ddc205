import type { Credentials } from '../core/account.js';

/** The interface for keys in the vendor's SDKs: one method, called for every attempt. */
export interface SdkKeys {
  getCredential(): Promise<Credentials & { readonly type: 'sts' | 'access_key' }>;
}

/** Provides keys to an SDK client, so that the vendor's own credential chain never runs. */
export function toSdkKeys(credentials: () => Promise<Credentials>): SdkKeys {
  return {
    getCredential: async () => {
      const keys = await credentials();
      return { ...keys, type: keys.securityToken ? 'sts' : 'access_key' };
    },
  };
}
