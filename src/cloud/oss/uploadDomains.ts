import { sameHost } from '../../core/dns/hostNames.js';
import { AppError, type ErrorKind, isErrorOf } from '../../core/errors.js';
import type { CdnPort } from '../../core/ports/cdn.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import type { ClockPort } from '../../core/ports/local.js';
import type { BucketRef, OssPort } from '../../core/ports/oss.js';

/** Calls that are always sent to the vendor's own host names. */
type VendorCall =
  | 'listBuckets'
  | 'readBucketInfo'
  | 'readBucketStat'
  | 'createBucket'
  | 'blockPublicAccess'
  | 'deleteBucket'
  | 'readBucketSetting'
  | 'updateBucketSetting'
  | 'deleteBucketSetting'
  | 'setVersioning'
  | 'listCnames'
  | 'createCnameToken'
  | 'createCname'
  | 'deleteCname';

type Call<Given extends readonly unknown[], Answer> = (bucket: BucketRef, ...given: Given) => Promise<Answer>;

/** How long the check of a domain is valid, ms. */
const keptMs = 10 * 60_000;
/** How recently OSS must have answered at its own endpoint for a failure to be blamed on the upload domain, ms. */
const freshMs = 10_000;

/**
 * Wraps the OSS port with a check of upload domains, since their names may come from a workspace. A signed request goes to such a domain only if OSS lists
 * the domain for that bucket and CDN does not know it. Otherwise throws `invalidInput` with the reason in `code`. Failures of a bucket or its domain are
 * marked with their scope.
 */
export function guardUploadDomains(oss: OssPort, cdn: CdnPort, clock: ClockPort): OssPort {
  const check = createCheck({ oss, cdn }, clock);
  const guard =
    <Given extends readonly unknown[], Answer>(call: Call<Given, Answer>): Call<Given, Answer> =>
    (bucket, ...given) => {
      const send = () =>
        call(bucket, ...given).catch(async (error: unknown) => Promise.reject(await withScope(error, bucket, check)));
      return bucket.uploadDomain === undefined ? send() : check(bucket, keptMs).then(send);
    };
  const guarded: Omit<OssPort, VendorCall> = {
    listObjects: guard(oss.listObjects),
    readObjectHead: guard(oss.readObjectHead),
    readServerTime: guard(oss.readServerTime),
    readObject: guard(oss.readObject),
    downloadObject: guard(oss.downloadObject),
    readVersion: (version, ...rest) => guard(() => oss.readVersion(version, ...rest))(version.bucket),
    downloadVersion: (version, ...rest) => guard(() => oss.downloadVersion(version, ...rest))(version.bucket),
    presignObject: guard(oss.presignObject),
    putObject: guard(oss.putObject),
    createMultipart: guard(oss.createMultipart),
    putPart: guard(oss.putPart),
    listParts: guard(oss.listParts),
    completeMultipart: guard(oss.completeMultipart),
    abortMultipart: guard(oss.abortMultipart),
    readObjectAcl: guard(oss.readObjectAcl),
    // The request is sent to the bucket of the copy.
    copyObject: (from, to, ...rest) => guard(() => oss.copyObject(from, to, ...rest))(to.bucket),
    deleteObject: guard(oss.deleteObject),
    deleteObjects: guard(oss.deleteObjects),
    listVersions: guard(oss.listVersions),
    deleteVersion: guard(oss.deleteVersion),
    readTags: guard(oss.readTags),
    restoreObject: guard(oss.restoreObject),
    setObjectAcl: guard(oss.setObjectAcl),
  };
  return { ...oss, ...guarded };
}

type Check = (bucket: BucketRef, maxAgeMs: number) => Promise<void>;

/** Creates a check that runs once at a time for each bucket and domain, and not at all if the last one is recent enough. Refusals are not cached. */
function createCheck(ports: Parameters<typeof checkUploadDomain>[0], clock: ClockPort): Check {
  const looks = new Map<string, { readonly at: number; readonly look: Promise<void> }>();
  // One caller may cancel while others still need the result.
  const { signal } = new AbortController();
  return ({ name, region, uploadDomain = '' }, maxAgeMs) => {
    const id = `${region}/${name}/${uploadDomain}`;
    const now = clock.now();
    const last = looks.get(id);
    if (last && now < last.at + maxAgeMs) return last.look;
    const look = checkUploadDomain(ports, { name, region, uploadDomain }, signal).catch((error: unknown) => {
      looks.delete(id);
      throw error;
    });
    looks.set(id, { at: now, look });
    return look;
  };
}

/** Failures of the connection to an upload domain, or of the server that answers there. */
const domainKinds: readonly ErrorKind[] = [
  'offline',
  'proxyRefused',
  'untrustedCertificate',
  'timeout',
  'unavailable',
  'badAnswer',
  'badCredentials',
];

/** Adds the scope of a failure: the bucket if it refuses its public endpoint, the upload domain if the domain itself fails. */
async function withScope(error: unknown, bucket: BucketRef, check: Check): Promise<unknown> {
  const { name, region, uploadDomain } = bucket;
  if (isErrorOf(error, 'publicEndpointForbidden')) {
    return new AppError(error.kind, { ...error.details, bucket: { name, region } });
  }
  if (uploadDomain === undefined || !isErrorOf(error, ...domainKinds) || !isOfDomain(error)) return error;
  const failure = await check(bucket, freshMs).catch((caught: unknown) => caught);
  // The domain is no longer bound, which explains the failure.
  if (isErrorOf(failure, 'invalidInput')) return failure;
  // OSS cannot be reached at its own endpoint either, so the domain may not be the cause.
  if (failure !== undefined) return error;
  return new AppError(error.kind, { ...error.details, scope: 'bucket', subject: uploadDomain });
}

/** A response with a request id is from OSS. Rejected keys still concern the domain: OSS accepts them at its own endpoint. */
function isOfDomain({ kind, details: { requestId, scope } }: AppError): boolean {
  if (scope === 'object') return false;
  return kind === 'badCredentials' || requestId === undefined;
}

/**
 * Checks that uploads may use the domain: OSS must list it for this bucket, and CDN must not know it. Throws `invalidInput` with the reason in `code`
 * otherwise.
 */
async function checkUploadDomain(
  { oss, cdn }: Pick<CloudPorts, 'oss' | 'cdn'>,
  { uploadDomain, ...bucket }: BucketRef,
  signal: AbortSignal,
): Promise<void> {
  if (uploadDomain === undefined) return;
  const bound = await oss.listCnames(bucket, signal);
  const refuse = (code: string) => new AppError('invalidInput', { subject: uploadDomain, code, scope: 'bucket' });
  if (!bound.some(({ domain, enabled }) => enabled && sameHost(domain, uploadDomain))) {
    throw refuse('uploadDomainNotBound');
  }
  if (await cdn.readDomain(uploadDomain, signal)) throw refuse('uploadDomainIsCdn');
}
