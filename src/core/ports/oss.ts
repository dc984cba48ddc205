import type { ObjectTags, RestoreRequest, VersionPage, VersionQuery } from './objectVersions.js';

/** The identity of a bucket and the way to reach it. */
export interface BucketRef {
  readonly name: string;
  /** The region id, `cn-hangzhou` (never `oss-cn-hangzhou`). */
  readonly region: string;
  /** A domain bound to the bucket whose DNS leads to OSS. Calls about objects use it over HTTPS instead of the public endpoint. */
  readonly uploadDomain?: string;
}

/** An object of a bucket. A key that ends in `/` means all objects below that folder. */
export interface ObjectRef {
  readonly bucket: BucketRef;
  readonly key: string;
}

/** An object, or one version of it. Without `versionId` it is the current version. */
export interface ObjectSource extends ObjectRef {
  readonly versionId?: string;
}

/** A bucket as ListBuckets returns it. */
export interface Bucket extends BucketRef {
  readonly createdAt: string;
}

/** A bucket as GetBucketInfo returns it. */
export interface BucketInfo extends BucketRef {
  readonly acl: 'private' | 'public-read' | 'public-read-write';
  /** Whether Block Public Access is on, which overrides the ACL. */
  readonly publicAccessBlocked: boolean;
  /** The state of versioning; absent if it was never on. In both states OSS ignores `x-oss-forbid-overwrite`. Source: PutObject. */
  readonly versioning?: 'enabled' | 'suspended';
}

/** The amount of data in a bucket when OSS last counted it, which may be more than an hour ago. Source: GetBucketStat. */
export interface BucketStat {
  readonly bytes: number;
  readonly objects: number;
  /** When OSS counted, in ms since the epoch. */
  readonly countedAt: number;
}

/** An object in a listing. `etag` has no quotes. */
export interface ObjectEntry {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: string;
  /** The storage class: `Standard`, `IA`, `Archive`, `ColdArchive` or `DeepColdArchive`. Absent if OSS does not return it. Source: OSS, ListObjects. */
  readonly storageClass?: string;
}

/** One page of a listing with delimiter `/`. `next` is the marker of the next page, absent on the last. */
export interface ObjectPage {
  readonly objects: readonly ObjectEntry[];
  readonly prefixes: readonly string[];
  readonly next?: string;
}

/** The ACL of an object. `default` means that of its bucket. */
export type ObjectAcl = 'default' | 'private' | 'public-read' | 'public-read-write';

/**
 * Request headers with names in lower case: the standard ones of an object, `x-oss-object-acl`, `x-oss-tagging` (`formatTags`) and `x-oss-meta-*`.
 * Values are byte strings (one character, U+0000 to U+00FF, per byte), so that values of a HEAD can be sent back in any
 * encoding. Other values, or control characters, are refused with `invalidInput` (`headerValue`).
 */
export type ObjectHeaders = Readonly<Record<string, string>>;

/**
 * The result of a HEAD. Header names are in lower case, such as `content-type`, `cache-control` and `x-oss-meta-*`. `content-disposition` is missing if OSS
 * forces its own, as on the default domains of newer accounts.
 */
export interface ObjectHead {
  readonly size: number;
  readonly etag: string;
  readonly crc64?: string;
  /** When the content was last changed, in ms since the epoch, by the clock of OSS and precise to the second. */
  readonly modifiedAt?: number;
  /** The headers, with values as in `ObjectHeaders`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The names of headers that OSS does not return although the object may have them. */
  readonly hidden?: readonly string[];
}

/** A custom domain bound to a bucket. `autoRefresh` is what the console calls Auto CDN Cache Update; absent if OSS does not return it. */
export interface BucketCname {
  readonly domain: string;
  readonly enabled: boolean;
  readonly autoRefresh?: boolean;
}

/** The result of a PUT. `crc64` covers the whole object, and is always present if the ETag is no MD5. `versionId` is absent if versioning was never on. */
export interface PutResult {
  readonly etag: string;
  readonly crc64?: string;
  readonly versionId?: string;
  readonly requestId?: string;
}

/** An uploaded part of a multipart upload. Parts are numbered from 1; `etag` has no quotes. */
export interface UploadedPart {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
  /** The CRC-64 of the part; absent if OSS does not return it for an earlier part. */
  readonly crc64?: string;
}

/**
 * Receives the bytes of an object in pieces, which it may keep. The next piece comes once the promise of `write`, if it returned one, is resolved. `restart`
 * discards the data received so far; it is called at the beginning, and again after a broken connection.
 */
export interface ObjectSink {
  restart(): Promise<void>;
  write(piece: Uint8Array): Promise<void> | undefined;
}

/** The result of a deletion. `failed` are the keys that OSS did not confirm, without duplicates. */
export interface DeleteResult {
  readonly failed: readonly string[];
}

/** A URL with which anyone can read an object for a limited time. It is a secret, and is never logged or stored. */
export interface PresignedUrl {
  readonly url: string;
  /** Whether the URL was signed with temporary credentials. It also ends when these expire, and that time is not known here. */
  readonly isTemporary: boolean;
}

/** Options for creating an object. With `forbidOverwrite` an existing key throws `objectExists`. */
export interface CreateOptions {
  readonly forbidOverwrite?: boolean;
}

/** The object to copy, as it was last read, and how the copy differs from it. */
export interface CopyOptions extends CreateOptions {
  /**
   * The HEAD of the source. Its ETag is the condition of the copy. OSS does not copy its storage class and encryption, so they are sent. A copy in parts of an
   * object with hidden headers is refused with `invalidInput` (`hiddenHeader`).
   */
  readonly source: Pick<ObjectHead, 'size' | 'etag' | 'crc64' | 'headers' | 'hidden'>;
  /** Replaces all headers and metadata. Without it, the copy has those of the source. Tags are copied unless `x-oss-tagging` is among them. */
  readonly headers?: ObjectHeaders;
  /** The ACL of the copy, `default` if absent: OSS never copies an ACL. */
  readonly acl?: ObjectAcl;
}

/** A bucket setting that OSS reads and replaces as a whole, in XML. */
export type BucketSetting = 'website' | 'cors';

/**
 * Calls Object Storage Service. Each call throws an `AppError`, and `invalidInput` for an empty key. A missing object gives `undefined` and is not an error.
 */
export interface OssPort {
  /** Lists all buckets of the account. `ownerId` is the numeric id of the account. If that takes several calls, `onPart` receives those of the first. */
  listBuckets(
    signal: AbortSignal,
    onPart?: (some: readonly Bucket[]) => void,
  ): Promise<{ readonly ownerId: string; readonly buckets: readonly Bucket[] }>;
  readBucketInfo(bucket: BucketRef, signal: AbortSignal): Promise<BucketInfo>;
  readBucketStat(bucket: BucketRef, signal: AbortSignal): Promise<BucketStat>;
  /**
   * Creates a private bucket of class Standard with locally redundant storage. Throws `bucketRefused` if any account uses the name. For an existing bucket
   * of the account in this region, OSS may report success without a change. Source: PutBucket, EC 0015-00000104.
   */
  createBucket(bucket: BucketRef, signal: AbortSignal): Promise<void>;
  /** Turns on Block Public Access for a bucket. */
  blockPublicAccess(bucket: BucketRef, signal: AbortSignal): Promise<void>;
  /** Deletes an empty bucket. Throws `otherRefusal` with the code `BucketNotEmpty` if it is not empty; succeeds if it is already gone. */
  deleteBucket(bucket: BucketRef, signal: AbortSignal): Promise<void>;
  /** Reads a setting as the XML of OSS; resolves to `undefined` if it is not set. */
  readBucketSetting(bucket: BucketRef, setting: BucketSetting, signal: AbortSignal): Promise<string | undefined>;
  /** Replaces a setting as a whole. */
  updateBucketSetting(bucket: BucketRef, setting: BucketSetting, xml: string, signal: AbortSignal): Promise<void>;
  /** Removes a setting. Succeeds if it is already gone. */
  deleteBucketSetting(bucket: BucketRef, setting: BucketSetting, signal: AbortSignal): Promise<void>;
  /** Lists one page of objects under `prefix`, with at most `limit` entries (1 to 1000). Groups folders at `/`, unless `flat` is set. */
  listObjects(
    bucket: BucketRef,
    query: { readonly prefix: string; readonly marker?: string; readonly limit: number; readonly flat?: boolean },
    signal: AbortSignal,
  ): Promise<ObjectPage>;
  /** Lists one page of the versions and delete markers of a bucket, by key and from the newest. Source: ListObjectVersions. */
  listVersions(bucket: BucketRef, query: VersionQuery, signal: AbortSignal): Promise<VersionPage>;
  /** Turns versioning on or suspends it. It can never be turned off again. Source: PutBucketVersioning. */
  setVersioning(bucket: BucketRef, state: 'enabled' | 'suspended', signal: AbortSignal): Promise<void>;
  /** Reads the headers of an object or of one version; resolves to `undefined` if it is missing or a delete marker. */
  readObjectHead(
    bucket: BucketRef,
    key: string,
    signal: AbortSignal,
    versionId?: string,
  ): Promise<ObjectHead | undefined>;
  /** Reads the tags of an object or of one version. Throws `noSuchObject` if it is missing. */
  readTags(bucket: BucketRef, key: string, signal: AbortSignal, versionId?: string): Promise<ObjectTags>;
  /**
   * Has OSS restore an archived object or version, which takes a minute to two days, so that it can be read for some days. Resolves to `extended` if it was
   * restored already: the days are added. Throws `restoreInProgress`, and `invalidInput` if the class needs no restoring. Source: RestoreObject.
   */
  restoreObject(
    bucket: BucketRef,
    key: string,
    restore: RestoreRequest,
    signal: AbortSignal,
  ): Promise<'started' | 'extended'>;
  /** Reads the time of OSS from the `Date` header of a HEAD, in ms since the epoch and precise to the second. */
  readServerTime(bucket: BucketRef, signal: AbortSignal): Promise<number>;
  /** Reads the bytes of an object; resolves to `undefined` if it is missing. Throws `badAnswer` if it is longer than `maxBytes`. */
  readObject(bucket: BucketRef, key: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** Reads the bytes of one version, as `readObject` does. A delete marker counts as missing. */
  readVersion(version: ObjectSource, maxBytes: number, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /**
   * Streams an object of any size to a sink and checks its CRC-64, or its MD5 if OSS returns no CRC-64. Throws `corruptDownload` if they differ, and
   * `noSuchObject` if the object is missing.
   */
  downloadObject(bucket: BucketRef, key: string, sink: ObjectSink, signal: AbortSignal): Promise<void>;
  /** Streams one version to a sink, as `downloadObject` does. */
  downloadVersion(version: ObjectSource, sink: ObjectSink, signal: AbortSignal): Promise<void>;
  /** Creates a URL with which the object can be read for `seconds` (1 to 604,800). Sends no request. Source: V4 signature, `x-oss-expires`. */
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
      /** The MD5 of `body` in upper case, if the caller already has it. */
      readonly md5?: string;
    },
    signal: AbortSignal,
  ): Promise<PutResult>;
  /** Starts a multipart upload. Resolves to its id. The ACL is not part of `headers`; it is passed to `completeMultipart`. */
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
  /** Lists the uploaded parts by number; resolves to `undefined` if OSS does not know the upload. */
  listParts(
    bucket: BucketRef,
    key: string,
    uploadId: string,
    signal: AbortSignal,
  ): Promise<readonly UploadedPart[] | undefined>;
  /** Combines the parts into the object. Checks its CRC-64 if all parts have one. */
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
  /** Aborts a multipart upload, which frees the space of its parts. Succeeds if OSS does not know the upload. */
  abortMultipart(bucket: BucketRef, key: string, uploadId: string, signal: AbortSignal): Promise<void>;
  /** Reads the ACL of the object itself. Throws `noSuchObject` if the object is missing. */
  readObjectAcl(bucket: BucketRef, key: string, signal: AbortSignal): Promise<ObjectAcl>;
  /** Replaces the ACL of an object. Throws `noSuchObject` if it is missing. */
  setObjectAcl(bucket: BucketRef, key: string, acl: ObjectAcl, signal: AbortSignal): Promise<void>;
  /**
   * Copies an object within its region, with its metadata and tags. A copy onto itself replaces its headers; a copy of an earlier version onto the object
   * makes it the current one. Resolves to `undefined`, and changes nothing, if the source no longer has the ETag. Throws `noSuchObject` if it is missing,
   * `objectArchived` if it has to be restored first. Source: CopyObject, UploadPartCopy.
   */
  copyObject(from: ObjectSource, to: ObjectRef, copy: CopyOptions, signal: AbortSignal): Promise<PutResult | undefined>;
  /** Deletes an object. With versioning, its versions stay, and a delete marker becomes the current one. Succeeds if it is already gone. */
  deleteObject(bucket: BucketRef, key: string, signal: AbortSignal): Promise<void>;
  /** Deletes one version for good, or a delete marker, which brings the version before it back. Succeeds if it is already gone. */
  deleteVersion(bucket: BucketRef, key: string, versionId: string, signal: AbortSignal): Promise<void>;
  /**
   * Deletes at most 1,000 objects in one call. Missing ones count as deleted. A key for which `isXmlText` is false must be deleted on its own. Source:
   * DeleteMultipleObjects.
   */
  deleteObjects(bucket: BucketRef, keys: readonly string[], signal: AbortSignal): Promise<DeleteResult>;
  listCnames(bucket: BucketRef, signal: AbortSignal): Promise<readonly BucketCname[]>;
  /** The TXT token for `_dnsauth`, required before a domain can be bound; valid 72 h, the same when requested again. */
  createCnameToken(bucket: BucketRef, domain: string, signal: AbortSignal): Promise<string>;
  createCname(bucket: BucketRef, domain: string, signal: AbortSignal): Promise<void>;
  /** Unbinds a domain. Succeeds if it is already unbound. */
  deleteCname(bucket: BucketRef, domain: string, signal: AbortSignal): Promise<void>;
}
