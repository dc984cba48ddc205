import type { Credentials, Site } from '../core/account.js';
import { lazy } from '../core/concurrency/lazy.js';
import { endpointOf, publicBucketHost } from '../core/origin.js';
import type { AcmeKeyStore } from '../core/ports/acme.js';
import type { CloudCall, CloudPorts, ConnectionPort, RequestLimits } from '../core/ports/cloud.js';
import type { ClockPort } from '../core/ports/local.js';
import type { BucketRef } from '../core/ports/oss.js';
import type { ResolverPort } from '../core/ports/probe.js';
import { createAcme, createKeyMemory } from './acme/acme.js';
import { createDns } from './alidns/alidns.js';
import type { Link } from './callWithRetry.js';
import { createCas } from './cas/cas.js';
import { createCdn } from './cdn/cdn.js';
import { listProfiles, readCredentials } from './credentials.js';
import { createEdge } from './edge/edgeProbe.js';
import { openingsOf, requestLimits } from './http/transport.js';
import { createOss } from './oss/oss.js';
import { guardUploadDomains } from './oss/uploadDomains.js';
import { createSts } from './sts/sts.js';
import { requestTimeoutMs } from './timeouts.js';

/** Readers of stored keys, also used to sign in. */
export { listProfiles, readCredentials };

/** The options of a cloud. */
export interface CloudOptions {
  /** Called before every attempt of a call. */
  readonly credentials: () => Promise<Credentials>;
  /** Called when a call to the vendor ends. */
  readonly onCall: (call: CloudCall) => void;
  readonly clock: ClockPort;
  /** The store of the ACME account key. By default the key is kept in memory and is lost when this cloud is closed. */
  readonly acmeKeys?: AcmeKeyStore;
  /** Returns the site of the account in the user's setting; China by default. */
  readonly site?: () => Site;
  /** The limits of simultaneous requests of its window; by default those of this process, which is one window. */
  readonly limits?: RequestLimits;
  /** Time limit of one attempt, ms. `timeouts.ts` has the default and the limits derived from it. */
  readonly timeoutMs?: number;
}

/** Creates every port of the cloud for one account. This loads nothing and sends no request. */
export function createCloud({
  timeoutMs = requestTimeoutMs,
  acmeKeys = createKeyMemory(),
  site = () => 'china',
  limits = requestLimits,
  ...options
}: CloudOptions): CloudPorts {
  const link: Link = { ...options, timeoutMs, limits };
  const cdn = createCdn(link);
  return {
    oss: guardUploadDomains(createOss(link), cdn, link.clock),
    cdn,
    dns: createDns(link),
    certificates: createCas(link, site),
    acme: createAcme(link, acmeKeys),
    sts: createSts(link),
    resolver: openResolver(link.clock),
    limits,
    edge: createEdge({ clock: link.clock, timeoutMs }),
    connections: { openToBucket, openForUploads: uploadOpener(limits) },
  };
}

/** A save reads the object and its bucket at the same time. */
const connectionsOfSave = 2;

async function openToBucket(bucket: BucketRef): Promise<void> {
  // Nothing connects to an upload domain before it was looked up at OSS and CDN, which takes signed calls.
  if (bucket.uploadDomain === undefined)
    for (const open of openingsOf(publicBucketHost(bucket), connectionsOfSave)) void open();
  await Promise.all([import('./oss/sdk.js'), import('./cdn/sdk.js')]);
}

function uploadOpener(limits: RequestLimits): ConnectionPort['openForUploads'] {
  return (bucket, count) => {
    const limit = limits.of(endpointOf(bucket));
    const most = limit.current;
    // Fewer uploads would not wait for the slots of these connections, but open others.
    if (bucket.uploadDomain !== undefined || count < most) return;
    for (const open of openingsOf(publicBucketHost(bucket), most))
      void limit.run(open, { priority: 'write', isUntimed: true });
  };
}

/** Opens a resolver whose code is loaded at the first query, since most windows query no name server. */
function openResolver(clock: ClockPort): ResolverPort {
  const load = lazy(async () => (await import('./dns/resolver.js')).createResolver({ clock }));
  return { query: async (...question) => (await load()).query(...question) };
}
