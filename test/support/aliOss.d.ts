/** The part of `ali-oss` that the tests use; the package ships no types. */
declare module 'ali-oss' {
  interface Answer {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
  }
  interface Listed {
    readonly objects?: readonly {
      readonly name: string;
      readonly size: number;
      readonly etag: string;
      readonly lastModified: string;
      readonly type: string;
    }[];
    readonly prefixes?: readonly string[] | null;
    readonly isTruncated: boolean;
    readonly nextMarker?: string | null;
    readonly nextContinuationToken?: string | null;
    readonly keyCount?: number;
  }
  interface Options {
    readonly accessKeyId: string;
    readonly accessKeySecret: string;
    readonly stsToken?: string;
    readonly region: string;
    readonly bucket?: string;
    readonly endpoint?: string;
    readonly cname?: boolean;
    readonly secure: boolean;
    readonly authorizationV4?: boolean;
    readonly refreshSTSToken?: () => Promise<object>;
    readonly refreshSTSTokenInterval?: number;
  }
  class OSS {
    constructor(options: Options);
    listBuckets(query: object): Promise<{
      readonly buckets: readonly { readonly name: string; readonly region: string }[] | null;
      readonly owner: { readonly id: string };
      readonly isTruncated: boolean;
      readonly nextMarker?: string;
    }>;
    putBucket(
      name: string,
      options?: { readonly storageClass?: string; readonly dataRedundancyType?: string; readonly acl?: string },
    ): Promise<{ readonly bucket: string | null; readonly res: Answer }>;
    getBucketStat(name: string): Promise<{ readonly stat: Readonly<Record<string, string>> }>;
    deleteBucket(name: string): Promise<{ readonly res: Answer }>;
    getBucketInfo(name: string): Promise<{ readonly bucket: Readonly<Record<string, unknown>> }>;
    getBucketWebsite(name: string): Promise<{ readonly index: string }>;
    put(
      key: string,
      bodyOrPath: Buffer | string,
      options?: object,
    ): Promise<{ readonly name: string; readonly res: Answer }>;
    get(key: string, options?: object): Promise<{ readonly content: Buffer; readonly res: Answer }>;
    head(key: string, options?: object): Promise<{ readonly status: number; readonly res: Answer }>;
    delete(key: string, options?: { readonly versionId?: string }): Promise<{ readonly res: Answer }>;
    putBucketVersioning(name: string, status: string): Promise<{ readonly status: number }>;
    getBucketVersioning(name: string): Promise<{ readonly versionStatus?: string }>;
    getBucketVersions(query: object): Promise<{
      readonly objects: readonly {
        readonly name: string;
        readonly versionId: string;
        readonly isLatest: boolean;
        readonly type: string;
        readonly storageClass: string;
      }[];
      readonly deleteMarker: readonly { readonly name: string; readonly versionId: string }[];
      readonly nextKeyMarker: string | null;
      readonly nextVersionIdMarker: string | null;
    }>;
    getObjectTagging(key: string, options?: object): Promise<{ readonly tag: Readonly<Record<string, string>> }>;
    putObjectTagging(key: string, tag: object, options?: object): Promise<{ readonly status: number }>;
    deleteObjectTagging(key: string): Promise<{ readonly status: number }>;
    putSymlink(key: string, target: string, options?: object): Promise<{ readonly res: Answer }>;
    getSymlink(key: string): Promise<{ readonly targetName: string }>;
    restore(key: string, options?: object): Promise<{ readonly res: Answer }>;
    uploadPartCopy(
      key: string,
      uploadId: string,
      number: number,
      range: string,
      source: { readonly sourceKey: string; readonly sourceBucketName: string },
      options?: object,
    ): Promise<{ readonly res: Answer }>;
    list(query: object): Promise<Listed>;
    listV2(query: object): Promise<Listed>;
    copy(
      key: string,
      source: string,
      options?: object,
    ): Promise<{ readonly data: { readonly etag: string }; readonly res: Answer }>;
    getACL(key: string): Promise<{ readonly acl: string }>;
    putACL(key: string, acl: string): Promise<{ readonly res: Answer }>;
    getBucketACL(name: string): Promise<{ readonly acl: string }>;
    multipartUpload(
      key: string,
      body: Buffer,
      options?: object,
    ): Promise<{ readonly etag: string; readonly res: Answer }>;
    initMultipartUpload(key: string, options?: object): Promise<{ readonly uploadId: string }>;
    uploadPart(
      key: string,
      uploadId: string,
      number: number,
      body: Buffer,
      start: number,
      end: number,
    ): Promise<{ readonly etag: string; readonly res: Answer }>;
    listParts(
      key: string,
      uploadId: string,
      query?: object,
    ): Promise<{
      readonly parts: readonly { readonly PartNumber: string; readonly Size: string; readonly ETag: string }[];
      readonly isTruncated: string;
      readonly nextPartNumberMarker?: string;
    }>;
    listUploads(
      query: object,
    ): Promise<{ readonly uploads: readonly { readonly name: string; readonly uploadId: string }[] }>;
    completeMultipartUpload(
      key: string,
      uploadId: string,
      parts: readonly { readonly number: number; readonly etag: string }[],
      options?: object,
    ): Promise<{ readonly etag: string; readonly res: Answer }>;
    abortMultipartUpload(key: string, uploadId: string): Promise<{ readonly res: Answer }>;
    signatureUrlV4(method: string, expires: number, request: object, key: string): Promise<string>;
    request(params: object): Promise<{ readonly data: unknown; readonly status: number }>;
  }

  // biome-ignore lint/style/noDefaultExport: the package exports its class so.
  export { OSS as default };
}
