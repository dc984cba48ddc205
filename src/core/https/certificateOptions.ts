import { withTimeout } from '../concurrency/withTimeout.js';
import { locateServed, type ZoneContext } from '../dns/delegation.js';
import { isWildcard } from '../dns/hostNames.js';
import { isHeldByWildcard } from '../dns/wildcardHost.js';
import { type ErrorKind, isErrorOf, toAppError } from '../errors.js';
import type { AccountCertificate, CertificateContact } from '../ports/certificates.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { ClockPort } from '../ports/local.js';
import {
  type FittingCertificates,
  type FreeOffer,
  findFreeOffer,
  freeHost,
  listFitting,
} from './accountCertificates.js';
import { type AcmeObstacle, acmeNames, challengeHost, findAcmeObstacle, isAcmeOffered } from './acmeObstacle.js';
import { chooseOwn, type NewCertificate } from './chosenCertificate.js';

/** Why a kind of certificate is not available for a domain. `unread`: it could not be read. */
export type OptionObstacle =
  /** The account has no certificate that covers the domain, or no unused free one. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unread'; readonly error: ErrorKind; readonly code?: string }
  /** The domain is a wildcard, and a free certificate is for one name only. */
  | { readonly kind: 'oneName' }
  /** The certificate service needs a contact, and the account has none. */
  | { readonly kind: 'noContact' }
  /** Alibaba Cloud DNS of this account does not serve the domain, so a validation record would have no effect. */
  | { readonly kind: 'zoneElsewhere' }
  | { readonly kind: 'unreachable' }
  | Exclude<AcmeObstacle, { readonly kind: 'wildcard' }>;

/** The DNS record that validates a certificate. */
interface Validation {
  /** The full name of the record. */
  readonly host: string;
  /** Whether the user has to add the record, since the zone is hosted elsewhere. */
  readonly byHand: boolean;
  /** Whether the record has to wait until DNS leads to CDN, since it would hide the domain from the wildcard record that it depends on. */
  readonly afterSwitch: boolean;
}

/** A certificate that the domain can get. */
export type PossibleCertificate =
  | { readonly kind: 'own'; readonly certificate: AccountCertificate }
  /** Without `validation` it is already issued. `contacts` can be notified by the service; empty after an application. */
  | {
      readonly kind: 'free';
      readonly offer: FreeOffer;
      readonly contacts: readonly CertificateContact[];
      readonly validation?: Validation;
    }
  | { readonly kind: 'acme'; readonly validation: Validation }
  /** Let's Encrypt issues the certificate during the run. */
  | { readonly kind: 'files' }
  | { readonly kind: 'later' };

/** One option in the choice of a certificate: a certificate, or why that kind is not available. */
export type CertificateOption =
  | PossibleCertificate
  | { readonly kind: 'own' | 'free' | 'acme'; readonly obstacle: OptionObstacle };

interface OptionContext extends ZoneContext {
  readonly cloud: Pick<CloudPorts, 'dns' | 'resolver' | 'cdn' | 'certificates' | 'acme'>;
  readonly clock: Pick<ClockPort, 'now' | 'sleep'>;
}

/** The maximum number of certificates of the account that are offered. */
const mostOwn = 5;
/** How long the server of Let's Encrypt may take to answer, in ms. */
const patienceMs = 5_000;

/**
 * Lists the options for the certificate of a domain (as the CDN API writes it), in order of preference: certificates of the account, its free one, Let's
 * Encrypt, files, and none for now. An unavailable option has the reason. Throws only `cancelled`.
 */
export async function listCertificateOptions(
  context: OptionContext,
  domain: string,
): Promise<readonly CertificateOption[]> {
  const { cloud, clock, signal } = context;
  const now = clock.now();
  const listed = listFitting(cloud, domain, now, signal);
  const [own, free, acme] = await Promise.all([
    listed.then((found) => toOwn(found, now)),
    listed.then((found) => readFree(context, domain, found)),
    readAcme(context, domain),
  ]);
  return [...own, free, acme, { kind: 'files' }, { kind: 'later' }];
}

/** Returns whether an option is available and can be chosen. */
export function isPossible(option: CertificateOption): option is PossibleCertificate {
  return !('obstacle' in option);
}

/** Returns the DNS record with which this option validates the domain; `undefined` if it needs none. */
export function validationOf(option: PossibleCertificate): Validation | undefined {
  return 'validation' in option ? option.validation : undefined;
}

/** Returns the option that is selected at first: the first available one that does not need files from the user, or `later` if there is none. */
export function preselect(options: readonly CertificateOption[]): PossibleCertificate {
  return options.filter(isPossible).find(({ kind }) => kind !== 'files') ?? { kind: 'later' };
}

/** Converts an option to the chosen certificate of a run; returns `undefined` if the certificate is added later or there is to be none. */
export function toChosen(
  option: PossibleCertificate,
  { domain, contact, now }: { readonly domain: string; readonly contact?: number | undefined; readonly now: number },
): NewCertificate | undefined {
  switch (option.kind) {
    case 'own': {
      return chooseOwn(option.certificate);
    }
    case 'free': {
      const whom = contact ?? option.contacts[0]?.id;
      const isNew = option.offer.instance.state === 'unused';
      const known = { kind: 'free', instance: option.offer.instance.id, askedAt: now } as const;
      return isNew && whom !== undefined ? { ...known, contact: whom } : known;
    }
    case 'acme':
      return { kind: 'acme', names: acmeNames(domain), askedAt: now };
    case 'files':
    case 'later':
      return undefined;
  }
}

type Unread = Extract<OptionObstacle, { readonly kind: 'unread' }>;

/** Converts the failure of a read to a result, so that it does not affect the other options. */
async function orUnread<T>(reading: Promise<T>): Promise<T | Unread> {
  try {
    return await reading;
  } catch (error) {
    if (isErrorOf(error, 'cancelled')) throw error;
    const { kind, details } = toAppError(error);
    return { kind: 'unread', error: kind, ...(details.code !== undefined && { code: details.code }) };
  }
}

function isUnread(value: object): value is Unread {
  return 'kind' in value && value.kind === 'unread';
}

function toOwn({ fitting, unread: [error] }: FittingCertificates, now: number): readonly CertificateOption[] {
  if (error) return [{ kind: 'own', obstacle: { kind: 'unread', error: error.kind } }];
  const good = fitting.filter(({ expires = Number.POSITIVE_INFINITY }) => expires > now);
  if (good.length === 0) return [{ kind: 'own', obstacle: { kind: 'none' } }];
  return good.slice(0, mostOwn).map((certificate) => ({ kind: 'own', certificate }));
}

async function readFree(
  context: OptionContext,
  domain: string,
  { fitting }: FittingCertificates,
): Promise<CertificateOption> {
  const { cloud, clock, signal } = context;
  if (isWildcard(domain)) return { kind: 'free', obstacle: { kind: 'oneName' } };
  const instances = await orUnread(cloud.certificates.listFreeInstances(signal));
  if (isUnread(instances)) return { kind: 'free', obstacle: instances };
  const offer = findFreeOffer(instances, domain, new Set(fitting.map(({ id }) => id)), clock.now());
  if (!offer) return { kind: 'free', obstacle: { kind: 'none' } };
  if (offer.instance.state === 'issued') return { kind: 'free', offer, contacts: [] };
  const [validation, contacts] = await Promise.all([
    orUnread(readValidation(context, freeHost(domain))),
    offer.instance.state === 'unused' ? orUnread(cloud.certificates.listContacts(signal)) : [],
  ]);
  if (isUnread(validation)) return { kind: 'free', obstacle: validation };
  if (isUnread(contacts)) return { kind: 'free', obstacle: contacts };
  if (offer.instance.state === 'unused' && contacts.length === 0)
    return { kind: 'free', obstacle: { kind: 'noContact' } };
  return { kind: 'free', offer, contacts, validation };
}

async function readValidation(context: ZoneContext, host: string): Promise<Validation> {
  const [place, afterSwitch] = await Promise.all([locateServed(context, host), isHeldByWildcard(context, host)]);
  return { host, byHand: place === undefined, afterSwitch };
}

async function readAcme(context: OptionContext, domain: string): Promise<CertificateOption> {
  const obstacle = await orUnread(findObstacle(context, domain));
  if (obstacle && obstacle.kind !== 'wildcard') return { kind: 'acme', obstacle };
  const afterSwitch = obstacle !== undefined;
  return { kind: 'acme', validation: { host: challengeHost(domain), byHand: false, afterSwitch } };
}

async function findObstacle(
  context: OptionContext,
  domain: string,
): Promise<OptionObstacle | AcmeObstacle | undefined> {
  const { cloud, clock, signal } = context;
  if (!(await isAcmeOffered(context, domain))) return { kind: 'zoneElsewhere' };
  const [isReached, obstacle] = await Promise.all([
    withTimeout(
      (stop) =>
        cloud.acme.reachServer(stop).then(
          () => true,
          () => false,
        ),
      () => false,
      { clock, ms: patienceMs, signal },
    ),
    findAcmeObstacle(context, domain),
  ]);
  return isReached ? obstacle : { kind: 'unreachable' };
}
