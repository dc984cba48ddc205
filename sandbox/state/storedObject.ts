/** An object with its bytes and stored headers. */
export interface StoredObject {
  readonly key: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** Upper-case MD5 without quotes. */
  readonly etag: string;
  readonly crc64: string;
  readonly lastModified: Date;
  /** Its own ACL; `default`, its bucket's, if absent. */
  readonly acl?: string;
  /** `Standard` if absent. */
  readonly storageClass?: string;
  readonly encryption?: { readonly algorithm: string; readonly keyId?: string } | undefined;
  readonly tags?: Readonly<Record<string, string>>;
  /** Made by AppendObject, which only tests do. */
  readonly isAppendable?: boolean;
  /** The key that a symbolic link points to. */
  readonly symlinkTarget?: string;
  /** `null` if absent. */
  readonly versionId?: string;
  readonly isDeleteMarker?: boolean;
  /** When an archived object is ready and when that ends, by the clock of the cloud. */
  readonly restored?: { readonly tier: string; readonly readyAt: number; readonly endsAt: number };
}

/** A part of a multipart upload; `etag` as upper-case MD5, no quotes. */
export interface StoredPart {
  readonly body: Buffer;
  readonly etag: string;
  readonly crc64: string;
  readonly lastModified: Date;
}

/** A multipart upload that is neither completed nor aborted. */
export interface StoredUpload {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Class, encryption and tags of the object. */
  readonly properties?: Pick<StoredObject, 'storageClass' | 'encryption' | 'tags'>;
  readonly initiated: Date;
  readonly parts: Map<number, StoredPart>;
}
