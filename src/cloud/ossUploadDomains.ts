import { AppError, type ErrorKind, isErrorOf } from '../core/errors.js';
import type { CdnPort } from '../core/ports/cdn.js';
import type { ClockPort } from '../core/ports/local.js';
import type { BucketRef, OssPort } from '../core/ports/oss.js';
import { checkUploadDomain } from '../core/publishing/uploadDomain.js';

/** Calls that go to the vendor's own names whatever the bucket says. */
type VendorCall =
  | 'listBuckets'
  | 'readBucketInfo'
  | 'readWebsite'
  | 'listCnames'
  | 'createCnameToken'
  | 'createCname'
  | 'deleteCname';

type Call<Given extends readonly unknown[], Answer> = (bucket: BucketRef, ...given: Given) => Promise<Answer>;

/** How long a domain counts as looked at, ms. */
const keptMs = 10 * 60_000;
/** How long ago OSS may have answered under its own name for a failure to be the domain's, ms. */
const freshMs = 10_000;

/**
 * The same port, but nothing signed leaves for an upload domain before OSS lists it for that bucket and CDN does not know
 * it, whoever named it: such a name may come from a workspace. Throws `invalidInput` with the reason in `code`. Failures that
 * concern only the bucket or its domain say so.
 */
export function guardUploadDomains(oss: OssPort, cdn: CdnPort, clock: ClockPort): OssPort {
  const check = createCheck({ oss, cdn }, clock);
  const guard =
    <Given extends readonly unknown[], Answer>(call: Call<Given, Answer>): Call<Given, Answer> =>
    (bucket, ...given) => {
      const send = () =>
        call(bucket, ...given).catch(async (error: unknown) => Promise.reject(await narrow(error, bucket, check)));
      return bucket.uploadDomain === undefined ? send() : check(bucket, keptMs).then(send);
    };
  const guarded: Omit<OssPort, VendorCall> = {
    listObjects: guard(oss.listObjects),
    readObjectHead: guard(oss.readObjectHead),
    readObject: guard(oss.readObject),
    putObject: guard(oss.putObject),
    createMultipart: guard(oss.createMultipart),
    putPart: guard(oss.putPart),
    listParts: guard(oss.listParts),
    completeMultipart: guard(oss.completeMultipart),
    abortMultipart: guard(oss.abortMultipart),
    readObjectAcl: guard(oss.readObjectAcl),
    updateObjectHeaders: guard(oss.updateObjectHeaders),
    deleteObject: guard(oss.deleteObject),
  };
  return { ...oss, ...guarded };
}

type Check = (bucket: BucketRef, maxAgeMs: number) => Promise<void>;

/** One look at a time for each bucket and domain, none while the last is young enough; a refusal is not kept. */
function createCheck(ports: Parameters<typeof checkUploadDomain>[0], clock: ClockPort): Check {
  const looks = new Map<string, { readonly at: number; readonly look: Promise<void> }>();
  // Whoever waits for it may leave; the others still need its answer.
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

/** Adds to a failure what tells its reach: the bucket where the way out of a refused public domain begins, the domain for its own. */
async function narrow(error: unknown, bucket: BucketRef, check: Check): Promise<unknown> {
  const { name, region, uploadDomain } = bucket;
  if (isErrorOf(error, 'publicEndpointForbidden')) {
    return new AppError(error.kind, { ...error.details, bucket: { name, region } });
  }
  if (uploadDomain === undefined || !isErrorOf(error, ...domainKinds) || !isOfDomain(error)) return error;
  const failure = await check(bucket, freshMs).catch((caught: unknown) => caught);
  // Not bound any more: that is why.
  if (isErrorOf(failure, 'invalidInput')) return failure;
  // OSS cannot be reached under its own name either, so nothing is known of the domain.
  if (failure !== undefined) return error;
  return new AppError(error.kind, { ...error.details, scope: 'bucket', subject: uploadDomain });
}

/** Failures of the way to an upload domain, or of whoever answers under its name. */
const domainKinds: readonly ErrorKind[] = [
  'offline',
  'proxyRefused',
  'untrustedCertificate',
  'timeout',
  'unavailable',
  'badAnswer',
  'badCredentials',
];

/** With a request id it was OSS that answered; but no answer about keys is believed that OSS does not give under its own name. */
function isOfDomain({ kind, details: { requestId } }: AppError): boolean {
  return kind === 'badCredentials' || requestId === undefined;
}
