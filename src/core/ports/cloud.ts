import type { ErrorKind } from '../errors.js';
import type { AcmePort } from './acme.js';
import type { CdnPort } from './cdn.js';
import type { CertificatePort } from './certificates.js';
import type { DnsPort } from './dns.js';
import type { OssPort } from './oss.js';
import type { EdgePort, ResolverPort } from './probe.js';

/** The owner of the keys. `name` is the RAM user, or `role/session`; absent for the account itself. */
export interface Caller {
  readonly accountId: string;
  readonly kind: 'account' | 'ramUser' | 'role';
  readonly name?: string;
}

/** The Security Token Service. Each call throws an `AppError`. */
export interface StsPort {
  /** The owner of the signing keys. Needs no permission. */
  readCaller(signal: AbortSignal): Promise<Caller>;
}

/** The whole cloud, bound to one account. */
export interface CloudPorts {
  readonly oss: OssPort;
  readonly cdn: CdnPort;
  readonly dns: DnsPort;
  readonly certificates: CertificatePort;
  readonly acme: AcmePort;
  readonly sts: StsPort;
  readonly resolver: ResolverPort;
  readonly edge: EdgePort;
}

/** One call to the cloud, for the log and the activity view. `mutating` calls change something. */
export interface CloudCall {
  readonly action: string;
  readonly subject: string;
  /** The function, if the call sets one for the domain `subject`. */
  readonly functionName?: string;
  readonly mutating: boolean;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly requestId?: string;
  /** The tasks that a refresh or prefetch started at CDN. */
  readonly taskIds?: readonly string[];
  /** The error code of a failed call. */
  readonly failed?: string;
  /** The kind of that error. */
  readonly kind?: ErrorKind;
}
