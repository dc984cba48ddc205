import { withTimeout } from '../concurrency/withTimeout.js';
import { locateServed, type ZoneContext } from '../dns/delegation.js';
import { isWildcard } from '../dns/hostNames.js';
import { isHeldByWildcard } from '../dns/wildcardHost.js';
import { type ErrorKind, isErrorOf, toAppError } from '../errors.js';
import type { AccountCertificate } from '../ports/certificates.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { CertificateContact } from '../ports/freeCertificates.js';
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

/** Why a domain cannot have a certificate of this kind here. `unread`: that could not be read. */
export type OptionObstacle =
  /** The account has none: that covers the domain, or that is free and unused. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unread'; readonly error: ErrorKind }
  /** A free certificate is for one name. */
  | { readonly kind: 'oneName' }
  /** The certificate service needs a contact, and the account has none. */
  | { readonly kind: 'noContact' }
  /** The record that validates can take effect only where Alibaba Cloud DNS of this account serves the domain. */
  | { readonly kind: 'zoneElsewhere' }
  | { readonly kind: 'unreachable' }
  | Exclude<AcmeObstacle, { readonly kind: 'wildcard' }>;

/** What is written in DNS for a certificate to be issued. */
interface Validation {
  /** The full name of the record. */
  readonly host: string;
  /** The user adds it, since the zone is elsewhere. */
  readonly byHand: boolean;
  /** It would take the domain from the wildcard by which alone it is reached, so that it waits until DNS leads to CDN. */
  readonly afterSwitch: boolean;
}

/** A way for a domain to get a certificate. */
export type PossibleCertificate =
  | { readonly kind: 'own'; readonly certificate: AccountCertificate }
  /** Without `validation` it is issued already; `contacts` are whom the service may tell, none where it was applied for. */
  | {
      readonly kind: 'free';
      readonly offer: FreeOffer;
      readonly contacts: readonly CertificateContact[];
      readonly validation?: Validation;
    }
  | { readonly kind: 'acme'; readonly validation: Validation }
  /** Asked for during the run. */
  | { readonly kind: 'files' }
  | { readonly kind: 'later' };

/** One line of the choice: a way to a certificate, or why it is none here. */
export type CertificateOption =
  | PossibleCertificate
  | { readonly kind: 'own' | 'free' | 'acme'; readonly obstacle: OptionObstacle };

interface OptionContext extends ZoneContext {
  readonly cloud: Pick<CloudPorts, 'dns' | 'resolver' | 'cdn' | 'certificates' | 'acme'>;
  readonly clock: Pick<ClockPort, 'now' | 'sleep'>;
}

/** More certificates of the account than these are not listed. */
const mostOwn = 5;
/** After this the server of Let's Encrypt counts as unreachable, ms. */
const patienceMs = 5_000;

/**
 * The ways for a domain (as the CDN API writes it) to get a certificate, in the order in which they are best: one of the account, its free
 * one, one of Let's Encrypt, one from files, none for now. What is not possible here is listed with its reason. Throws only `cancelled`.
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

/** Whether an option can be chosen. */
export function isPossible(option: CertificateOption): option is PossibleCertificate {
  return !('obstacle' in option);
}

/** The record by which this way validates the domain; `undefined` where none is needed. */
export function validationOf(option: PossibleCertificate): Validation | undefined {
  return 'validation' in option ? option.validation : undefined;
}

/** What is chosen unless the user chooses another one: the first that needs nothing which the user would have to bring, such as files. */
export function preselect(options: readonly CertificateOption[]): PossibleCertificate {
  return options.filter(isPossible).find(({ kind }) => kind !== 'files') ?? { kind: 'later' };
}

/** The certificate of a run that this option is; `undefined` for one that is asked for later, or for none. */
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

/** What could not be read takes nothing from the other ways. */
async function orUnread<T>(reading: Promise<T>): Promise<T | Unread> {
  try {
    return await reading;
  } catch (error) {
    if (isErrorOf(error, 'cancelled')) throw error;
    return { kind: 'unread', error: toAppError(error).kind };
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
  if (obstacle?.kind === 'wildcard') return toAcme(domain, true);
  return obstacle ? { kind: 'acme', obstacle } : toAcme(domain, false);
}

function toAcme(domain: string, afterSwitch: boolean): CertificateOption {
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
      (stop) => cloud.acme.isReachable(stop),
      () => false,
      { clock, ms: patienceMs, signal },
    ),
    findAcmeObstacle(context, domain),
  ]);
  return isReached ? obstacle : { kind: 'unreachable' };
}
