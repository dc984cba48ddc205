import type { Credentials } from '../core/account.js';
import type { AcmeKeyStore } from '../core/ports/acme.js';
import type { CloudCall, CloudPorts } from '../core/ports/cloud.js';
import type { ClockPort } from '../core/ports/local.js';
import { createAcme, createKeyMemory } from './acme/acme.js';
import { createDns } from './alidns/alidns.js';
import type { Link } from './callWithRetry.js';
import { createCas } from './cas/cas.js';
import { createCdn } from './cdn/cdn.js';
import { listProfiles, readCredentials } from './credentials.js';
import { createResolver } from './dns/resolver.js';
import { createEdge } from './edge/edgeProbe.js';
import { guardAnswers } from './guardAnswers.js';
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
  /** How long one attempt may take, ms; what follows from it, and how long it is unless given, is in `timeouts.ts`. */
  readonly timeoutMs?: number;
}

/** Every port of the cloud, bound to one account. Creating them loads nothing and sends no request. */
export function createCloud({
  timeoutMs = requestTimeoutMs,
  acmeKeys = createKeyMemory(),
  ...options
}: CloudOptions): CloudPorts {
  const link: Link = { ...options, timeoutMs };
  const cdn = guardAnswers(createCdn(link));
  return {
    oss: guardUploadDomains(guardAnswers(createOss(link)), cdn, link.clock),
    cdn,
    dns: guardAnswers(createDns(link)),
    certificates: guardAnswers(createCas(link)),
    acme: guardAnswers(createAcme(link, acmeKeys)),
    sts: guardAnswers(createSts(link)),
    resolver: createResolver({ clock: link.clock }),
    edge: createEdge({ clock: link.clock, timeoutMs }),
  };
}
