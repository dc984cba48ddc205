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

/** Which waiting request is sent first: one that the user waits for, then one that finishes a piece of work, then any other. */
export type RequestPriority = 'urgent' | 'write' | 'read';

/** Options of work that needs a slot. `subject` is the object of its requests, as `bucket/key`. */
export interface SlotOptions {
  readonly priority?: RequestPriority;
  readonly subject?: string;
  /** Whether the time of the work says nothing about the endpoint, since it sends no request. */
  readonly isUntimed?: boolean;
}

/** The limit of simultaneous requests to one endpoint. It adapts to what the endpoint and the way to it accept. */
export interface RequestLimit {
  /** The present limit. */
  readonly current: number;
  /** Runs `work` in its turn and returns its result. Meanwhile `subject` has a slot, in which all of its requests are sent. */
  run<T>(work: () => Promise<T>, options?: SlotOptions): Promise<T>;
  /** Sends a request about an object: at once if its subject has a slot, else in its turn. */
  send<T>(work: () => Promise<T>, subject: string): Promise<T>;
  /** Waits before a request is sent again. Meanwhile other requests may use the slot of `subject`, if it has one. */
  pause(subject: string, sleep: () => Promise<void>): Promise<void>;
  /** Lowers the limit if the error of an attempt shows that too many requests were sent at once. */
  note(error: unknown): void;
  /** Lowers the limit, once for all requests that are running. */
  pushBack(): void;
  /** Whether the endpoint has recently answered, and several requests were sent at once, so that a refused connection means too many of them. */
  readonly answersSeveral: boolean;
}

/** The limits of simultaneous requests of a window. What an endpoint has accepted is remembered until the window closes. */
export interface RequestLimits {
  /** Returns the limit of an endpoint, which is a host name in lower case. */
  of(endpoint: string): RequestLimit;
}

/**
 * Opens connections for requests that are expected soon, so that these need not wait for handshakes. Sends nothing on them, and reports no failure: the
 * request that meets it does.
 */
export interface ConnectionPort {
  /** Opens connections for the requests of a save, and loads the code that they and its refresh need. */
  openToBucket(bucket: BucketRef): Promise<void>;
  /** Opens as many connections as the limit of a bucket's endpoint allows, unless fewer uploads are expected. They count as requests meanwhile. */
  openForUploads(bucket: BucketRef, count: number): void;
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
  /** The function names, separated by commas, if the call makes settings of the domain `subject`. */
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
