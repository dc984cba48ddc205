import type { Listen } from '../signal.js';

/** Where a bucket is: enough to address it. */
export interface BucketRef {
  readonly name: string;
  /** The general region id, `cn-hangzhou` (never `oss-cn-hangzhou`). */
  readonly region: string;
  /** A domain bound to the bucket whose DNS ends at OSS; calls on objects then go there over HTTPS and not to the public endpoint. */
  readonly uploadDomain?: string;
}

/** A bucket as ListBuckets gives it. */
export interface Bucket extends BucketRef {
  readonly createdAt: string;
}

/** A bucket as GetBucketInfo gives it. */
export interface BucketInfo extends BucketRef {
  readonly acl: 'private' | 'public-read' | 'public-read-write';
  /** Block Public Access is on, whatever the ACL says. */
  readonly publicAccessBlocked: boolean;
  /** Absent where versioning was never on. In both states OSS ignores `x-oss-forbid-overwrite`. Source: PutObject. */
  readonly versioning?: 'enabled' | 'suspended';
}

/** The content of a bucket as OSS last counted it, which may be more than an hour ago. Source: GetBucketStat. */
export interface BucketStat {
  readonly bytes: number;
  readonly objects: number;
  /** When it was counted, ms since the epoch. */
  readonly countedAt: number;
}

/** An object in a listing; `etag` without quotes. */
export interface ObjectEntry {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: string;
  /** `Standard`, `IA`, `Archive`, `ColdArchive` or `DeepColdArchive`; absent where the answer has none. Source: OSS, ListObjects. */
  readonly storageClass?: string;
}

/** One page of a listing with delimiter `/`; `next` is the marker of the following page. */
export interface ObjectPage {
  readonly objects: readonly ObjectEntry[];
  readonly prefixes: readonly string[];
  readonly next?: string;
}

/** Who may read or write an object; `default` follows its bucket. */
export type ObjectAcl = 'default' | 'private' | 'public-read' | 'public-read-write';

/**
 * Headers of a request, names in lower case: the standard ones of an object, `x-oss-object-acl` and `x-oss-meta-*`. Values are
 * byte strings, each character (U+0000 to U+00FF) one byte of the wire, so that what a HEAD gave goes back as it came, whatever
 * its encoding. A value that is none, or that has control characters, is refused with `invalidInput` (`headerValue`).
 */
export type ObjectHeaders = Readonly<Record<string, string>>;

/**
 * What HEAD says of an object; header names are lower case, `content-type`, `cache-control` and `x-oss-meta-*` among them.
 * `content-disposition` is missing where OSS forces one of its own, which is so on the default domains of newer accounts.
 */
export interface ObjectHead {
  readonly size: number;
  readonly etag: string;
  readonly crc64?: string;
  /** When its content was last written, ms since the epoch, by OSS's clock and to the second. */
  readonly modifiedAt?: number;
  /** Values as in `ObjectHeaders`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names of headers that the object may have and that OSS does not tell. */
  readonly hidden?: readonly string[];
}

/** A custom domain bound to a bucket. `autoRefresh` is the console's Auto CDN Cache Update; absent when OSS does not say. */
export interface BucketCname {
  readonly domain: string;
  readonly enabled: boolean;
  readonly autoRefresh?: boolean;
}

/** What a PUT answered. `crc64` is of the whole object, always there where its ETag is no MD5. */
export interface PutResult {
  readonly etag: string;
  readonly crc64?: string;
  readonly requestId?: string;
}

/** A part of a multipart upload, numbered from 1; `etag` without quotes. */
export interface UploadedPart {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
  /** The CRC-64 of the part; absent when OSS does not say it of a part uploaded before. */
  readonly crc64?: string;
}

/** Where the bytes of an object go, piece by piece. `restart` drops what came so far: it is called first, and again where the connection broke. */
export interface ObjectSink {
  restart(): Promise<void>;
  write(piece: Uint8Array): Promise<void>;
}

/** What became of keys that were to be deleted: those that OSS did not confirm, each once. */
export interface DeleteResult {
  readonly failed: readonly string[];
}

/** A URL by which anyone may read an object for a while. It is a secret: never logged, never kept. */
export interface PresignedUrl {
  readonly url: string;
  /** Signed with temporary credentials, whose end is not known here and ends the URL too. */
  readonly isTemporary: boolean;
}

/** How an object comes to be: with `forbidOverwrite` only if the key is free, else `objectExists`. */
export interface CreateOptions {
  readonly forbidOverwrite?: boolean;
}

/** A setting of a bucket that OSS takes as a whole, in XML. */
export type BucketSetting = 'website' | 'cors';

/** Object Storage Service. Each call throws an `AppError`, for an empty key `invalidInput`; a missing object is `undefined`, not an error. */
export interface OssPort {
  /** Fires when OSS throttles, is overloaded or does not answer in time, also where the request is sent again. */
  readonly onDidPushBack?: Listen<void>;
  /** All buckets of the account, and the account's numeric id. */
  listBuckets(signal: AbortSignal): Promise<{ readonly ownerId: string; readonly buckets: readonly Bucket[] }>;
  readBucketInfo(bucket: BucketRef, signal: AbortSignal): Promise<BucketInfo>;
  readBucketStat(bucket: BucketRef, signal: AbortSignal): Promise<BucketStat>;
  /**
   * Creates a private bucket of the class Standard with locally redundant storage; `bucketTaken` where the name is in use, in any account.
   * Of a bucket that the account has in this region OSS may answer as if it had created it, and changes nothing. Source: PutBucket, EC 0015-00000104.
   */
  createBucket(bucket: BucketRef, signal: AbortSignal): Promise<void>;
  /** Turns on Block Public Access for a bucket. */
  blockPublicAccess(bucket: BucketRef, signal: AbortSignal): Promise<void>;
  /** Deletes a bucket that is empty, else `bucketNotEmpty`; it being gone already is no error. */
  deleteBucket(bucket: BucketRef, signal: AbortSignal): Promise<void>;
  /** The static website of a bucket with its default page, or `undefined` when it has none. */
  readWebsite(bucket: BucketRef, signal: AbortSignal): Promise<{ readonly index?: string } | undefined>;
  /** A setting as OSS writes it, or `undefined` where there is none. */
  readBucketSetting(bucket: BucketRef, setting: BucketSetting, signal: AbortSignal): Promise<string | undefined>;
  /** Replaces the whole setting. */
  updateBucketSetting(bucket: BucketRef, setting: BucketSetting, xml: string, signal: AbortSignal): Promise<void>;
  /** It being gone already is no error. */
  deleteBucketSetting(bucket: BucketRef, setting: BucketSetting, signal: AbortSignal): Promise<void>;
  /** One page (at most `limit`, 1 to 1000) under `prefix`, folders folded at `/` unless `flat`. */
  listObjects(
    bucket: BucketRef,
    query: { readonly prefix: string; readonly marker?: string; readonly limit: number; readonly flat?: boolean },
    signal: AbortSignal,
  ): Promise<ObjectPage>;
  readObjectHead(bucket: BucketRef, key: string, signal: AbortSignal): Promise<ObjectHead | undefined>;
  /** The time of OSS, ms since the epoch and to the second, from the `Date` of its answer to a HEAD. */
  readServerTime(bucket: BucketRef, signal: AbortSignal): Promise<number>;
  /** The bytes of an object, `undefined` for a missing one; one of more than `maxBytes` is not read on and throws `badAnswer`. */
  readObject(bucket: BucketRef, key: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** Passes an object of any size to a sink, and checks that it came whole (CRC-64, or its MD5 where OSS states none), else `corruptDownload`; a missing one is `noSuchObject`. */
  downloadObject(bucket: BucketRef, key: string, sink: ObjectSink, signal: AbortSignal): Promise<void>;
  /** A URL to read the object for `seconds`, 1 to 604,800; sends no request. Source: V4 signature, `x-oss-expires`. */
  presignObject(bucket: BucketRef, key: string, seconds: number): Promise<PresignedUrl>;
  /**
   * Uploads the bytes and checks that they arrived as they were: by the ETag where that is their MD5, else by their CRC-64. What
   * neither confirms is `corruptUpload`.
   * With `forbidOverwrite` an `objectExists` may also mean that an earlier attempt, whose answer was lost, took effect.
   */
  putObject(
    bucket: BucketRef,
    key: string,
    upload: CreateOptions & {
      readonly body: Uint8Array;
      readonly headers: ObjectHeaders;
      /** The MD5 of `body` in upper case, when it is known already. */
      readonly md5?: string;
    },
    signal: AbortSignal,
  ): Promise<PutResult>;
  /** Begins a multipart upload and answers its id. The ACL is not among `headers`: `completeMultipart` takes it. */
  createMultipart(bucket: BucketRef, key: string, headers: ObjectHeaders, signal: AbortSignal): Promise<string>;
  /** Uploads a part (1 to 10,000; 100 KB to 5 GB, the last one may be smaller), checking its CRC-64; `noSuchUpload` when the upload has ended. */
  putPart(
    bucket: BucketRef,
    key: string,
    part: { readonly uploadId: string; readonly number: number; readonly body: Uint8Array },
    signal: AbortSignal,
  ): Promise<UploadedPart>;
  /** Every part that has arrived, by number; `undefined` when the upload is not known (any more). */
  listParts(
    bucket: BucketRef,
    key: string,
    uploadId: string,
    signal: AbortSignal,
  ): Promise<readonly UploadedPart[] | undefined>;
  /** Makes one object of the parts, and checks its CRC-64 against theirs where all of them have one. */
  completeMultipart(
    bucket: BucketRef,
    key: string,
    upload: CreateOptions & {
      readonly uploadId: string;
      readonly parts: readonly UploadedPart[];
      readonly acl?: ObjectAcl;
    },
    signal: AbortSignal,
  ): Promise<PutResult>;
  /** Frees what the parts take; the upload being unknown is no error. */
  abortMultipart(bucket: BucketRef, key: string, uploadId: string, signal: AbortSignal): Promise<void>;
  /** The object's own ACL; a missing object is `noSuchObject`. */
  readObjectAcl(bucket: BucketRef, key: string, signal: AbortSignal): Promise<ObjectAcl>;
  /**
   * Replaces the headers and metadata of an object, all of them, and keeps its bytes (a copy onto itself).
   * The copy has the ACL `default` unless `headers` carries `x-oss-object-acl`. A missing object is `noSuchObject`, and where
   * the object no longer has the `etag` nothing is changed and the result is `undefined`. Source: CopyObject.
   */
  updateObjectHeaders(
    bucket: BucketRef,
    key: string,
    change: { readonly headers: ObjectHeaders; readonly etag?: string },
    signal: AbortSignal,
  ): Promise<PutResult | undefined>;
  deleteObject(bucket: BucketRef, key: string, signal: AbortSignal): Promise<void>;
  /**
   * Deletes at most 1,000 objects by one call; those that are gone already count as deleted. Keys that are not `isXmlText` are
   * given alone. Source: DeleteMultipleObjects.
   */
  deleteObjects(bucket: BucketRef, keys: readonly string[], signal: AbortSignal): Promise<DeleteResult>;
  listCnames(bucket: BucketRef, signal: AbortSignal): Promise<readonly BucketCname[]>;
  /** The token that `_dnsauth` must carry as TXT before the domain can be bound; valid 72 h, the same when asked again. */
  createCnameToken(bucket: BucketRef, domain: string, signal: AbortSignal): Promise<string>;
  createCname(bucket: BucketRef, domain: string, signal: AbortSignal): Promise<void>;
  /** It being unbound already is no error. */
  deleteCname(bucket: BucketRef, domain: string, signal: AbortSignal): Promise<void>;
}
