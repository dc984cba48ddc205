import type { Credentials } from '../../core/account.js';

/** Remembers which keys were accepted at which place: the vendor's own endpoints are one place, each upload domain is another. */
export interface KeyProof {
  note(place: string, keys: Credentials): void;
  has(place: string, keys: Credentials): boolean;
}

/**
 * The secret of an AccessKey never changes, and a disabled key has an error code of its own. So once a pair was accepted, a
 * later signature mismatch concerns that request alone: something has modified it.
 */
export function createKeyProof(): KeyProof {
  const accepted = new Map<string, string>();
  return {
    note: (place, keys) => void accepted.set(place, toText(keys)),
    has: (place, keys) => accepted.get(place) === toText(keys),
  };
}

function toText({ accessKeyId, accessKeySecret }: Credentials): string {
  return `${accessKeyId} ${accessKeySecret}`;
}
