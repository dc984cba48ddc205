import type { ObjectHead } from '../ports/oss.js';

/** The traits of an object, by its HEAD, that decide how it can be read, copied or changed. */
export interface ObjectTraits {
  /**
   * `Symlink`: size and ETag are those of its target, so that it cannot be copied on condition of them. `Appendable`: cannot be copied once versioning was on.
   */
  readonly type: 'Normal' | 'Multipart' | 'Appendable' | 'Symlink';
  /** `Standard` if OSS does not return it. */
  readonly storageClass: string;
  /** Absent if no restoration was requested, or its time has ended. */
  readonly restore?: RestoreState;
  /** Whether the object can be read: not archived, or restored. A bucket that gives access to class `Archive` without restoring is not known here. */
  readonly isReadable: boolean;
  readonly encryption?: {
    /** `AES256`, `KMS` or `SM4`. A copy with `KMS` needs the permissions `kms:GenerateDataKey` and `kms:Decrypt`. */
    readonly algorithm: string;
    readonly keyId?: string;
  };
  /** Absent if versioning was never on. */
  readonly versionId?: string;
  /** The number of tags. OSS returns it only with permission to read them, so 0 does not mean that there are none. */
  readonly tagCount: number;
}

/** The state of a restoration. `expiresAt` is when the object cannot be read any more, in ms since the epoch. */
type RestoreState = { readonly isOngoing: true } | { readonly isOngoing: false; readonly expiresAt?: number };

const types = ['Multipart', 'Appendable', 'Symlink'] as const;

/** Reads the traits of an object. Whether a retention policy protects it is not among the headers of OSS. Source: HeadObject, "Response headers". */
export function readTraits({ headers }: Pick<ObjectHead, 'headers'>): ObjectTraits {
  const storageClass = headers['x-oss-storage-class'] ?? 'Standard';
  const restore = readRestore(headers['x-oss-restore']);
  const algorithm = headers['x-oss-server-side-encryption'];
  const keyId = headers['x-oss-server-side-encryption-key-id'];
  const versionId = headers['x-oss-version-id'];
  const count = Number(headers['x-oss-tagging-count'] ?? 0);
  return {
    type: types.find((type) => type === headers['x-oss-object-type']) ?? 'Normal',
    storageClass,
    isReadable: !storageClass.endsWith('Archive') || restore?.isOngoing === false,
    tagCount: Number.isInteger(count) ? count : 0,
    ...(restore && { restore }),
    ...(algorithm !== undefined && { encryption: { algorithm, ...(keyId !== undefined && { keyId }) } }),
    ...(versionId !== undefined && { versionId }),
  };
}

/** Parses `ongoing-request="false", expiry-date="Sun, 16 Apr 2017 08:12:33 GMT"`. */
function readRestore(header: string | undefined): RestoreState | undefined {
  const ongoing = /ongoing-request="(true|false)"/.exec(header ?? '')?.[1];
  if (ongoing === undefined) return undefined;
  if (ongoing === 'true') return { isOngoing: true };
  const expiresAt = Date.parse(/expiry-date="([^"]+)"/.exec(header ?? '')?.[1] ?? '');
  return { isOngoing: false, ...(Number.isNaN(expiresAt) ? {} : { expiresAt }) };
}
