import type { Credentials, Site } from '../core/account.js';
import { AppError } from '../core/errors.js';
import type { AcmeKeyStore } from '../core/ports/acme.js';
import type { CloudCall, CloudPorts } from '../core/ports/cloud.js';
import type { ClockPort } from '../core/ports/local.js';
import type { ResolverPort } from '../core/ports/probe.js';
import { createAcme, createKeyMemory } from './acme/acme.js';
import { createDns } from './alidns/alidns.js';
import type { Link } from './callWithRetry.js';
import { createCas } from './cas/cas.js';
import { createCdn } from './cdn/cdn.js';
import { listProfiles, readCredentials } from './credentials.js';
import { createEdge } from './edge/edgeProbe.js';
import { createOss } from './oss/oss.js';
import { guardUploadDomains } from './oss/uploadDomains.js';
import { createSts } from './sts/sts.js';
import { requestTimeoutMs } from './timeouts.js';

/** What signing in needs besides. */
export { listProfiles, readCredentials };

/** What a cloud is made of. */
export interface CloudOptions {
  /** Asked before every attempt of a call. */
  readonly credentials: () => Promise<Credentials>;
  /** Told of every call to the vendor as it ends. */
  readonly onCall: (call: CloudCall) => void;
  readonly clock: ClockPort;
  /** Where the key of the ACME account is kept; only while this cloud is open when absent. */
  readonly acmeKeys?: AcmeKeyStore;
  /** The site that the account is of, as the user says it; that of China when absent. */
  readonly site?: () => Site;
  /** How long one attempt may take, ms; what follows from it, and how long it is unless given, is in `timeouts.ts`. */
  readonly timeoutMs?: number;
}

/** Every port of the cloud, bound to one account. Creating them loads nothing and sends no request. */
export function createCloud({
  timeoutMs = requestTimeoutMs,
  acmeKeys = createKeyMemory(),
  site = () => 'china',
  ...options
}: CloudOptions): CloudPorts {
  const link: Link = { ...options, timeoutMs };
  const cdn = guardAnswers(createCdn(link));
  return {
    oss: guardUploadDomains(guardAnswers(createOss(link)), cdn, link.clock),
    cdn,
    dns: guardAnswers(createDns(link)),
    certificates: guardAnswers(createCas(link, site)),
    acme: guardAnswers(createAcme(link, acmeKeys)),
    sts: guardAnswers(createSts(link)),
    resolver: openResolver(link.clock),
    edge: createEdge({ clock: link.clock, timeoutMs }),
  };
}

/** Loads its code at its first question: most windows ask no name server. */
function openResolver(clock: ClockPort): ResolverPort {
  let loading: Promise<ResolverPort> | undefined;
  const load = () => import('./dns/resolver.js').then(({ createResolver }) => createResolver({ clock }));
  return {
    query: async (...question) => {
      loading ??= load();
      return (await loading).query(...question);
    },
  };
}

type Method = (...given: unknown[]) => unknown;

/**
 * The port, whose calls throw `badAnswer` where a field of an answer is of another kind than the vendor documents: the SDKs
 * check hardly any, and what then fails is our reading of it.
 */
export function guardAnswers<Port extends object>(port: Port): Port {
  const guarded = Object.entries(port).map(([name, value]: [string, unknown]) => {
    return [name, typeof value === 'function' ? guard(name, value as Method) : value];
  });
  return Object.fromEntries(guarded) as Port;
}

function guard(name: string, method: Method): Method {
  return (...given) => {
    const result = method(...given);
    return result instanceof Promise
      ? result.catch((error: unknown) => Promise.reject(toBadAnswer(error, name)))
      : result;
  };
}

function toBadAnswer(error: unknown, name: string): unknown {
  const isOfReading = error instanceof TypeError || error instanceof RangeError || error instanceof URIError;
  return isOfReading ? new AppError('badAnswer', { message: `${name}: ${error.message}` }) : error;
}
