import { coversDomain } from './certificateState.js';
import { judgeLifetime } from './renewal.js';

/** A certificate in a file; times in ms since the epoch. */
export interface PemCertificate {
  readonly names: readonly string[];
  readonly from: number;
  readonly until: number;
  readonly selfIssued: boolean;
  /** Whether the next one in the file issued it; absent for the last. */
  readonly issuedByNext?: boolean;
}

/** The content of a certificate file and a key file, without the key itself. */
export interface PemFacts {
  /** In the order of the file. */
  readonly chain: readonly PemCertificate[];
  /** The certificate file contains a private key. */
  readonly keyInCertificate: boolean;
  readonly key: 'none' | 'encrypted' | 'unreadable' | 'rsa' | 'ec' | 'other';
  /** The index of the certificate with this key; -1 for none. */
  readonly keyOf: number;
  /** Others on this computer may read the key file. */
  readonly keyIsOpen: boolean;
}

/** A parsed pair: its facts, and the form that CDN takes. Must not be stored. */
export interface PemPair {
  readonly facts: PemFacts;
  /** The certificates in PEM without blank lines. */
  readonly chain: string;
  /** RSA as PKCS#1; absent if it could not be read. */
  readonly key?: string;
}

/** Notes before a pair is used, which do not prevent that. */
const notes = ['ecKey', 'noIntermediate', 'selfSigned', 'openKeyFile', 'endsSoon'] as const;

/** Problems of a pair. */
export type PemProblem =
  | 'keyInCertificate'
  | 'noCertificate'
  | 'noKey'
  | 'encryptedKey'
  | 'unreadableKey'
  | 'otherKey'
  | 'notTogether'
  | 'wrongOrder'
  | 'brokenChain'
  | 'wrongName'
  | 'expired'
  | 'notYetValid'
  | (typeof notes)[number];

/** Returns whether a problem prevents the use of the pair. */
export function isObstacle(problem: PemProblem): boolean {
  return !notes.some((each) => each === problem);
}

/** Lists the problems of a pair for a domain (in the CDN API's spelling) at `now`, obstacles first. */
export function judgePair(facts: PemFacts, domain: string, now: number): readonly PemProblem[] {
  const { chain, keyInCertificate } = facts;
  const [leaf] = chain;
  const found: readonly (PemProblem | false | undefined)[] = [
    keyInCertificate && 'keyInCertificate',
    !leaf && 'noCertificate',
    ...judgeKey(facts),
    ...(leaf ? judgeChain(facts, leaf, domain, now) : []),
    facts.keyIsOpen && 'openKeyFile',
  ];
  const problems = found.filter((each): each is PemProblem => typeof each === 'string');
  return [...problems.filter(isObstacle), ...problems.filter((each) => !isObstacle(each))];
}

const keyProblems: Readonly<Record<PemFacts['key'], PemProblem | undefined>> = {
  none: 'noKey',
  encrypted: 'encryptedKey',
  unreadable: 'unreadableKey',
  other: 'otherKey',
  ec: 'ecKey',
  rsa: undefined,
};

function judgeKey({ key, keyOf, chain }: PemFacts): readonly (PemProblem | false | undefined)[] {
  const isRead = key === 'rsa' || key === 'ec';
  return [keyProblems[key], isRead && chain.length > 0 && keyOf < 0 && 'notTogether'];
}

function judgeChain(
  { chain, keyOf }: PemFacts,
  leaf: PemCertificate,
  domain: string,
  now: number,
): readonly (PemProblem | false)[] {
  // In the wrong order the first certificate is not the domain's.
  if (keyOf > 0) return ['wrongOrder'];
  return [
    chain.some(({ issuedByNext }) => issuedByNext === false) && 'brokenChain',
    !coversDomain(leaf.names, domain) && 'wrongName',
    leaf.until <= now && 'expired',
    leaf.from > now && 'notYetValid',
    leaf.until > now && judgeLifetime({ from: leaf.from, expires: leaf.until }, now) !== 'lasting' && 'endsSoon',
    leaf.selfIssued && 'selfSigned',
    !leaf.selfIssued && chain.length === 1 && 'noIntermediate',
  ];
}
