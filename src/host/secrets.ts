import type * as vscode from 'vscode';
import type { Credentials } from '../core/account.js';
import type { AcmeKeyStore } from '../core/ports/acme.js';

const key = 'accessKey';
const acmeKey = 'acmeAccountKey';

/** The entered AccessKey, in VS Code's SecretStorage and nowhere else. */
export interface KeySafe {
  read(): Promise<Credentials | undefined>;
  write(keys: Credentials): Promise<void>;
  clear(): Promise<void>;
  /** The key of the account at Let's Encrypt: one per installation, for any account of Alibaba Cloud. */
  readonly acme: AcmeKeyStore;
}

/** Wraps SecretStorage. A damaged entry counts as absent. */
export function createKeySafe(secrets: vscode.SecretStorage): KeySafe {
  return {
    read: async () => parseKeys(await secrets.get(key)),
    write: async (keys) => secrets.store(key, JSON.stringify(keys)),
    clear: async () => secrets.delete(key),
    acme: {
      read: async () => secrets.get(acmeKey),
      write: async (text) => secrets.store(acmeKey, text),
    },
  };
}

function parseKeys(text: string | undefined): Credentials | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isCredentials(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isCredentials(value: unknown): value is Credentials {
  if (typeof value !== 'object' || value === null) return false;
  if (!('accessKeyId' in value) || !('accessKeySecret' in value)) return false;
  return typeof value.accessKeyId === 'string' && typeof value.accessKeySecret === 'string';
}
