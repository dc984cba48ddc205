import type { RequestLimits } from '../concurrency/requestLimits.js';
import type { ErrorKind } from '../errors.js';
import type { AcmePort } from './acme.js';
import type { CdnPort } from './cdn.js';
import type { CertificatePort } from './certificates.js';
import type { DnsPort } from './dns.js';
import type { BucketRef, OssPort } from './oss.js';
import type { EdgePort, ResolverPort } from './probe.js';

/** The owner of the keys. `name` is the RAM user, or `role/session`; absent for the account itself. */
export interface Caller {
  readonly accountId: string;
  readonly kind: 'account' | 'ramUser' | 'role';
  readonly name?: string;
}

/** Calls the Security Token Service. Each call throws an `AppError`. */
export interface StsPort {
  /** Reads who owns the keys that sign the call. Needs no permission. */
  readCaller(signal: AbortSignal): Promise<Caller>;
}

/**
 * Opens connections for requests that are expected soon, so that these need not wait for handshakes. Sends nothing on them, and reports no failure: the
 * request that meets it does.
 */
export interface ConnectionPort {
  /** Opens connections for the requests of a save, and loads the code that they and its refresh need. */
  openToBucket(bucket: BucketRef): Promise<void>;
}

/** All ports to the cloud, bound to one account. */
export interface CloudPorts {
  readonly oss: OssPort;
  readonly cdn: CdnPort;
  readonly dns: DnsPort;
  readonly certificates: CertificatePort;
  readonly acme: AcmePort;
  readonly sts: StsPort;
  readonly resolver: ResolverPort;
  readonly edge: EdgePort;
  /** The limits of simultaneous requests, shared by all accounts of the window. Requests to OSS and calls of the SDKs keep to them by themselves. */
  readonly limits: RequestLimits;
  readonly connections: ConnectionPort;
}

/** One call to the cloud, as the log and the Activity view show it. A `mutating` call changes something. */
export interface CloudCall {
  readonly action: string;
  readonly subject: string;
  /** The function name, if the call makes a setting of the domain `subject`. */
  readonly functionName?: string;
  readonly mutating: boolean;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly requestId?: string;
  /** The ids of the tasks that the call started at CDN, if it was a refresh or prefetch. */
  readonly taskIds?: readonly string[];
  /** The error code, if the call failed. */
  readonly failed?: string;
  /** The kind of the error, if the call failed. */
  readonly kind?: ErrorKind;
}
