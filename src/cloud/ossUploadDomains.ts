import { AppError, isErrorOf } from '../core/errors.js';
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

/**
 * The same port, but nothing signed leaves for an upload domain before OSS lists it for that bucket and CDN does not know
 * it, whoever named it: such a name may come from a workspace. Throws `invalidInput` with the reason in `code`. A refusal
 * of the public domain names the bucket.
 */
export function guardUploadDomains(oss: OssPort, cdn: CdnPort, clock: ClockPort): OssPort {
  const check = createCheck({ oss, cdn }, clock);
  const guard =
    <Given extends readonly unknown[], Answer>(call: Call<Given, Answer>): Call<Given, Answer> =>
    (bucket, ...given) => {
      const send = () => call(bucket, ...given);
      const answer = bucket.uploadDomain === undefined ? send() : check(bucket).then(send);
      return answer.catch((error: unknown) => Promise.reject(nameBucket(error, bucket)));
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

/** The way out of a refused public domain begins at the bucket. */
function nameBucket(error: unknown, { name, region }: BucketRef): unknown {
  if (!isErrorOf(error, 'publicEndpointForbidden')) return error;
  return new AppError(error.kind, { ...error.details, bucket: { name, region } });
}

/** One look at a time for each bucket and domain, none while the last is fresh; a refusal is not kept. */
function createCheck(ports: Parameters<typeof checkUploadDomain>[0], clock: ClockPort) {
  const looks = new Map<string, { readonly until: number; readonly look: Promise<void> }>();
  // Whoever waits for it may leave; the others still need its answer.
  const { signal } = new AbortController();
  return ({ name, region, uploadDomain = '' }: BucketRef): Promise<void> => {
    const id = `${region}/${name}/${uploadDomain}`;
    const now = clock.now();
    const last = looks.get(id);
    if (last && now < last.until) return last.look;
    const look = checkUploadDomain(ports, { name, region, uploadDomain }, signal).catch((error: unknown) => {
      looks.delete(id);
      throw error;
    });
    looks.set(id, { until: now + keptMs, look });
    return look;
  };
}
