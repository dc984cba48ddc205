import type { Credentials } from '../core/account.js';

/** The shape the vendor's SDKs ask for keys: one method, called for every attempt. */
export interface SdkKeys {
  getCredential(): Promise<Credentials & { readonly type: 'sts' | 'access_key' }>;
}

/** Keys for an SDK client, so that the vendor's own credential chain never runs. */
export function toSdkKeys(credentials: () => Promise<Credentials>): SdkKeys {
  return {
    getCredential: async () => {
      const keys = await credentials();
      return { ...keys, type: keys.securityToken ? 'sts' : 'access_key' };
    },
  };
}
