import { coversDomain } from './certificateState.js';
import { judgeLifetime } from './renewal.js';

/** A certificate of a file; times in ms since the epoch. */
export interface PemCertificate {
  readonly names: readonly string[];
  readonly from: number;
  readonly until: number;
  readonly selfIssued: boolean;
  /** Whether the one behind it in the file issued it; absent for the last. */
  readonly issuedByNext?: boolean;
}

/** What was found in a certificate file and a key file, without the key itself. */
export interface PemFacts {
  /** In the order of the file. */
  readonly chain: readonly PemCertificate[];
  /** A private key is in the certificate file. */
  readonly keyInCertificate: boolean;
  readonly key: 'none' | 'encrypted' | 'unreadable' | 'rsa' | 'ec' | 'other';
  /** Which of the chain the key belongs to; -1 for none. */
  readonly keyOf: number;
  /** Others on this computer may read the key file. */
  readonly keyIsOpen: boolean;
}

/** A pair as it was read: what is known of it, and what CDN takes. It is not to be kept. */
export interface PemPair {
  readonly facts: PemFacts;
  /** The certificates in PEM without blank lines. */
  readonly chain: string;
  /** RSA as PKCS#1; absent where it could not be read. */
  readonly key?: string;
}

/** What is wrong with a pair; the last ones do not stand in the way. */
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
  | PemNote;

/** Worth knowing before the pair is used. */
export type PemNote = 'ecKey' | 'noIntermediate' | 'selfSigned' | 'openKeyFile' | 'endsSoon';

const notes: readonly PemProblem[] = [
  'ecKey',
  'noIntermediate',
  'selfSigned',
  'openKeyFile',
  'endsSoon',
] satisfies PemNote[];

/** Whether a problem keeps the pair from being used. */
export function isObstacle(problem: PemProblem): boolean {
  return !notes.includes(problem);
}

/** Everything that is wrong with a pair for a domain (as the CDN API writes it) at `now`, what stands in the way first. */
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
  // In another order the first one is not the certificate of the domain, and says nothing about it.
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
