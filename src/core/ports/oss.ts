import type { Listen } from '../signal.js';

/** The address of a bucket. */
export interface BucketRef {
  readonly name: string;
  /** The region id, `cn-hangzhou` (never `oss-cn-hangzhou`). */
  readonly region: string;
  /** A domain bound to the bucket whose DNS leads to OSS. Calls about objects use it over HTTPS instead of the public endpoint. */
  readonly uploadDomain?: string;
}

/** A bucket of ListBuckets. */
export interface Bucket extends BucketRef {
  readonly createdAt: string;
}

/** A bucket of GetBucketInfo. */
export interface BucketInfo extends BucketRef {
  readonly acl: 'private' | 'public-read' | 'public-read-write';
  /** Block Public Access is on, whatever the ACL. */
  readonly publicAccessBlocked: boolean;
  /** Absent if versioning was never on. In both states OSS ignores `x-oss-forbid-overwrite`. Source: PutObject. */
  readonly versioning?: 'enabled' | 'suspended';
}

/** The content of a bucket when OSS last counted it, possibly more than an hour ago. Source: GetBucketStat. */
export interface BucketStat {
  readonly bytes: number;
  readonly objects: number;
  /** The time of the count, ms since the epoch. */
  readonly countedAt: number;
}

/** An object in a listing; `etag` without quotes. */
export interface ObjectEntry {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: string;
  /** `Standard`, `IA`, `Archive`, `ColdArchive` or `DeepColdArchive`; absent if the answer has none. Source: OSS, ListObjects. */
  readonly storageClass?: string;
}

/** A page of a listing with delimiter `/`; `next` is the marker of the next page. */
export interface ObjectPage {
  readonly objects: readonly ObjectEntry[];
  readonly prefixes: readonly string[];
  readonly next?: string;
}

/** The ACL of an object; `default` inherits the bucket's. */
export type ObjectAcl = 'default' | 'private' | 'public-read' | 'public-read-write';

/**
 * Request headers with names in lower case: the standard ones of an object, `x-oss-object-acl` and `x-oss-meta-*`.
 * Values are byte strings (one character, U+0000 to U+00FF, per byte), so that values of a HEAD can be sent back in any
 * encoding. Other values, or control characters, are refused with `invalidInput` (`headerValue`).
 */
export type ObjectHeaders = Readonly<Record<string, string>>;

/**
 * The result of HEAD; header names are lower case, such as `content-type`, `cache-control` and `x-oss-meta-*`.
 * `content-disposition` is missing if OSS forces its own, as on the default domains of newer accounts.
 */
export interface ObjectHead {
  readonly size: number;
  readonly etag: string;
  readonly crc64?: string;
  /** The last change of its content, ms since the epoch, by OSS's clock and to the second. */
  readonly modifiedAt?: number;
  /** Values as in `ObjectHeaders`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names of headers that the object may have and that OSS does not return. */
  readonly hidden?: readonly string[];
}

/** A custom domain of a bucket. `autoRefresh` is the console's Auto CDN Cache Update; absent if OSS does not say. */
export interface BucketCname {
  readonly domain: string;
  readonly enabled: boolean;
  readonly autoRefresh?: boolean;
}

/** The result of a PUT. `crc64` covers the whole object, and is always present if the ETag is no MD5. */
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
  /** The CRC-64 of the part; absent if OSS does not return it for an earlier part. */
  readonly crc64?: string;
}

/** Receives the bytes of an object in pieces. `restart` drops the data so far: it is called first, and again after a broken connection. */
export interface ObjectSink {
  restart(): Promise<void>;
  write(piece: Uint8Array): Promise<void>;
}

/** The result of a deletion: the keys that OSS did not confirm, without duplicates. */
export interface DeleteResult {
  readonly failed: readonly string[];
}

/** A URL by which anyone may read an object for a limited time. It is a secret: never logged, never stored. */
export interface PresignedUrl {
  readonly url: string;
  /** Signed with temporary credentials. Their expiry, which is not known here, also ends the URL. */
  readonly isTemporary: boolean;
}

/** Options for creating an object. With `forbidOverwrite` an existing key throws `objectExists`. */
export interface CreateOptions {
  readonly forbidOverwrite?: boolean;
}

/** A bucket setting that OSS reads and replaces as a whole, in XML. */
export type BucketSetting = 'website' | 'cors';

/**
 * Object Storage Service. Each call throws an `AppError`, for an empty key `invalidInput`. A missing object is
 * `undefined`, not an error.
 */
export interface OssPort {
  /** Fires when OSS throttles, is overloaded or does not answer in time, also before a retry. */
  readonly onDidPushBack?: Listen<void>;
  /** Lists all buckets of the account with the account's numeric id. */
  listBuckets(signal: AbortSignal): Promise<{ readonly ownerId: string; readonly buckets: readonly Bucket[] }>;
  readBucketInfo(bucket: BucketRef, signal: AbortSignal): Promise<BucketInfo>;
  readBucketStat(bucket: BucketRef, signal: AbortSignal): Promise<BucketStat>;
  /**
   * Creates a private bucket of class Standard with locally redundant storage. Throws `bucketTaken` if any account uses
   * the name. For an existing bucket of the account in this region, OSS may report success without a change. Source:
   * PutBucket, EC 0015-00000104.
   */
  createBucket(bucket: BucketRef, signal: AbortSignal): Promise<void>;
  /** Enables Block Public Access for a bucket. */
  blockPublicAccess(bucket: BucketRef, signal: AbortSignal): Promise<void>;
  /** Deletes an empty bucket, else throws `bucketNotEmpty`. No error if it is already gone. */
  deleteBucket(bucket: BucketRef, signal: AbortSignal): Promise<void>;
  /** A setting in OSS's XML; `undefined` if there is none. */
  readBucketSetting(bucket: BucketRef, setting: BucketSetting, signal: AbortSignal): Promise<string | undefined>;
  /** Replaces the whole setting. */
  updateBucketSetting(bucket: BucketRef, setting: BucketSetting, xml: string, signal: AbortSignal): Promise<void>;
  /** No error if it is already gone. */
  deleteBucketSetting(bucket: BucketRef, setting: BucketSetting, signal: AbortSignal): Promise<void>;
  /** Lists one page (at most `limit`, 1 to 1000) under `prefix`, with folders grouped at `/` unless `flat`. */
  listObjects(
    bucket: BucketRef,
    query: { readonly prefix: string; readonly marker?: string; readonly limit: number; readonly flat?: boolean },
    signal: AbortSignal,
  ): Promise<ObjectPage>;
  readObjectHead(bucket: BucketRef, key: string, signal: AbortSignal): Promise<ObjectHead | undefined>;
  /** The time of OSS, ms since the epoch and to the second, from the `Date` of a HEAD. */
  readServerTime(bucket: BucketRef, signal: AbortSignal): Promise<number>;
  /** Reads the bytes of an object; `undefined` if it is missing. A longer one than `maxBytes` throws `badAnswer`. */
  readObject(bucket: BucketRef, key: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /**
   * Streams an object of any size to a sink and checks it (CRC-64, or MD5 if OSS returns no CRC-64), else throws
   * `corruptDownload`. A missing object throws `noSuchObject`.
   */
  downloadObject(bucket: BucketRef, key: string, sink: ObjectSink, signal: AbortSignal): Promise<void>;
  /** Creates a URL to read the object for `seconds`, 1 to 604,800, without a request. Source: V4 signature, `x-oss-expires`. */
  presignObject(bucket: BucketRef, key: string, seconds: number): Promise<PresignedUrl>;
  /**
   * Uploads the bytes and checks them by the ETag if it is their MD5, else by their CRC-64; otherwise throws
   * `corruptUpload`. With `forbidOverwrite`, `objectExists` may also mean that an earlier attempt whose answer was lost
   * succeeded.
   */
  putObject(
    bucket: BucketRef,
    key: string,
    upload: CreateOptions & {
      readonly body: Uint8Array;
      readonly headers: ObjectHeaders;
      /** The MD5 of `body` in upper case, if already computed. */
      readonly md5?: string;
    },
    signal: AbortSignal,
  ): Promise<PutResult>;
  /** Starts a multipart upload and returns its id. The ACL is passed to `completeMultipart`, not in `headers`. */
  createMultipart(bucket: BucketRef, key: string, headers: ObjectHeaders, signal: AbortSignal): Promise<string>;
  /**
   * Uploads a part (1 to 10,000; 100 KB to 5 GB, the last may be smaller) and checks its CRC-64. Throws `noSuchUpload`
   * if the upload has ended.
   */
  putPart(
    bucket: BucketRef,
    key: string,
    part: { readonly uploadId: string; readonly number: number; readonly body: Uint8Array },
    signal: AbortSignal,
  ): Promise<UploadedPart>;
  /** Lists the uploaded parts by number; `undefined` if the upload is not known. */
  listParts(
    bucket: BucketRef,
    key: string,
    uploadId: string,
    signal: AbortSignal,
  ): Promise<readonly UploadedPart[] | undefined>;
  /** Combines the parts to an object and checks its CRC-64 if all of them have one. */
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
  /** Frees the space of the parts. No error for an unknown upload. */
  abortMultipart(bucket: BucketRef, key: string, uploadId: string, signal: AbortSignal): Promise<void>;
  /** The object's own ACL. A missing object throws `noSuchObject`. */
  readObjectAcl(bucket: BucketRef, key: string, signal: AbortSignal): Promise<ObjectAcl>;
  /**
   * Replaces all headers and metadata of an object by a copy onto itself. The copy has the ACL `default` unless
   * `headers` contains `x-oss-object-acl`. A missing object throws `noSuchObject`. If the `etag` differs, nothing is
   * changed and the result is `undefined`. Source: CopyObject.
   */
  updateObjectHeaders(
    bucket: BucketRef,
    key: string,
    change: { readonly headers: ObjectHeaders; readonly etag?: string },
    signal: AbortSignal,
  ): Promise<PutResult | undefined>;
  deleteObject(bucket: BucketRef, key: string, signal: AbortSignal): Promise<void>;
  /**
   * Deletes at most 1,000 objects in one call; missing ones count as deleted. Keys that are not `isXmlText` must be
   * deleted one by one. Source: DeleteMultipleObjects.
   */
  deleteObjects(bucket: BucketRef, keys: readonly string[], signal: AbortSignal): Promise<DeleteResult>;
  listCnames(bucket: BucketRef, signal: AbortSignal): Promise<readonly BucketCname[]>;
  /** The TXT token for `_dnsauth`, required before a domain can be bound; valid 72 h, the same when requested again. */
  createCnameToken(bucket: BucketRef, domain: string, signal: AbortSignal): Promise<string>;
  createCname(bucket: BucketRef, domain: string, signal: AbortSignal): Promise<void>;
  /** No error if it is already unbound. */
  deleteCname(bucket: BucketRef, domain: string, signal: AbortSignal): Promise<void>;
}
