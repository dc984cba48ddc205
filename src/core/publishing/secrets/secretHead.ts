import type { SecretKind } from './secretRules.js';

/** A DER length in hexadecimal. */
const length = '(?:[0-7].|80|81..|82.{4}|83.{6})';

/** The beginnings of binary keys, in hexadecimal. */
const heads: readonly (readonly [kind: SecretKind, head: RegExp])[] = [
  // PKCS #8, PKCS #1 and SEC 1: a version, then bytes that no certificate or public key has there.
  ['privateKey', new RegExp(`^30${length}0201(?:0[01]30${length}06|0002(?:4[0-2]|8[12])|0104(?:1[c-f]|[23].|4[0-2]))`)],
  // Encrypted PKCS #8.
  ['privateKey', new RegExp(`^30${length}30${length}060[9a]2a864886f70d01(?:05|0c)`)],
  // An OpenPGP secret key without armor: packet, length, version, time, algorithm.
  ['privateKey', /^(?:94..|95.{4}|c5(?:[0-9ab].|[cd]...|ff.{8}))0[46](?:3[89a-f]|[4-7].)(?:..){3}(?:0[1-3]|1[0-9ab])/],
  ['keyStore', new RegExp(`^30${length}02010330`)],
  // Java and KeePass.
  ['keyStore', /^(?:feedfeed|cececece|03d9a29a6[5-7]fb4bb5)/],
];

/** The kind of key by the first bytes of a file. A `.key` file is a key unless it is an archive, such as a Keynote presentation. */
export function kindOfHead(head: Uint8Array, label: string): SecretKind | undefined {
  // Most content is text.
  const [first = 0x20] = head;
  const isText = first >= 0x20 && first < 0x7f && first !== 0x30;
  const digits = isText ? '' : Array.from(head, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const kind = heads.find(([, pattern]) => pattern.test(digits))?.[0];
  if (kind) return kind;
  const isArchive = first === 0x50 && head[1] === 0x4b && (head[2] ?? 0) < 0x20;
  return head.length > 0 && !isArchive && /\.key$/i.test(label) ? 'privateKey' : undefined;
}
