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
  /** The account has none that covers the domain, or none that is free and unused. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unread'; readonly error: ErrorKind; readonly code?: string }
  /** A free certificate is for one name only. */
  | { readonly kind: 'oneName' }
  /** The certificate service needs a contact, and the account has none. */
  | { readonly kind: 'noContact' }
  /** The validation record takes effect only if Alibaba Cloud DNS of this account serves the domain. */
  | { readonly kind: 'zoneElsewhere' }
  | { readonly kind: 'unreachable' }
  | Exclude<AcmeObstacle, { readonly kind: 'wildcard' }>;

/** The DNS record that validates a certificate. */
interface Validation {
  /** The full name of the record. */
  readonly host: string;
  /** The user adds it, since the zone is elsewhere. */
  readonly byHand: boolean;
  /** It would take the domain from the wildcard that it depends on, so it waits until DNS leads to CDN. */
  readonly afterSwitch: boolean;
}

/** An available certificate for a domain. */
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
  /** Requested during the run. */
  | { readonly kind: 'files' }
  | { readonly kind: 'later' };

/** A row of the choice: a certificate, or the reason why it is not available. */
export type CertificateOption =
  | PossibleCertificate
  | { readonly kind: 'own' | 'free' | 'acme'; readonly obstacle: OptionObstacle };

interface OptionContext extends ZoneContext {
  readonly cloud: Pick<CloudPorts, 'dns' | 'resolver' | 'cdn' | 'certificates' | 'acme'>;
  readonly clock: Pick<ClockPort, 'now' | 'sleep'>;
}

/** The most listed certificates of the account. */
const mostOwn = 5;
/** Time limit for the server of Let's Encrypt, ms. */
const patienceMs = 5_000;

/**
 * Lists the certificates for a domain (in the CDN API's spelling) in the order of preference: one of the account, its
 * free one, Let's Encrypt, files, none for now. Unavailable ones have their reason. Throws only `cancelled`.
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

/** Returns whether an option can be chosen. */
export function isPossible(option: CertificateOption): option is PossibleCertificate {
  return !('obstacle' in option);
}

/** The record by which this way validates the domain; `undefined` where none is needed. */
export function validationOf(option: PossibleCertificate): Validation | undefined {
  return 'validation' in option ? option.validation : undefined;
}

/** The default choice: the first that needs nothing from the user, such as files. */
export function preselect(options: readonly CertificateOption[]): PossibleCertificate {
  return options.filter(isPossible).find(({ kind }) => kind !== 'files') ?? { kind: 'later' };
}

/** Converts an option to the certificate of a run; `undefined` for one that is requested later, or for none. */
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

/** A failed read does not affect the other options. */
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
