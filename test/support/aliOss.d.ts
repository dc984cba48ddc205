/** The part of `ali-oss` that the tests use; the package ships no types. */
declare module 'ali-oss' {
  interface Answer {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
  }
  interface Listed {
    readonly objects?: readonly { readonly name: string; readonly size: number; readonly etag: string }[];
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
    getBucketInfo(name: string): Promise<{ readonly bucket: Readonly<Record<string, unknown>> }>;
    getBucketWebsite(name: string): Promise<{ readonly index: string }>;
    put(key: string, body: Buffer, options?: object): Promise<{ readonly name: string; readonly res: Answer }>;
    get(key: string, options?: object): Promise<{ readonly content: Buffer; readonly res: Answer }>;
    head(key: string, options?: object): Promise<{ readonly status: number; readonly res: Answer }>;
    delete(key: string): Promise<{ readonly res: Answer }>;
    list(query: object): Promise<Listed>;
    listV2(query: object): Promise<Listed>;
    signatureUrlV4(method: string, expires: number, request: object, key: string): Promise<string>;
    request(params: object): Promise<{ readonly data: unknown; readonly status: number }>;
  }

  // biome-ignore lint/style/noDefaultExport: the package exports its class so.
  export { OSS as default };
}
