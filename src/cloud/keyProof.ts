import type { Credentials } from '../core/account.js';

/** Remembers which keys OSS has accepted, and where: the vendor's own names count as one place, each upload domain as another. */
export interface KeyProof {
  note(place: string, keys: Credentials): void;
  has(place: string, keys: Credentials): boolean;
}

/**
 * An AccessKey never changes its secret: one that has signed well once does so always, until it is disabled, which has a code
 * of its own. So a signature that OSS cannot verify afterwards is a matter of that one request.
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
