import type { ApiRequest, StoredBucket } from '../../state/state.js';
import type { StoredObject } from '../../state/storedObject.js';
import { invalidArgument, OssError } from '../errors.js';

const classes = ['Standard', 'IA', 'Archive', 'ColdArchive', 'DeepColdArchive'];
const algorithms = ['AES256', 'KMS', 'SM4'];
const mostTags = 10;
/** Letters, digits, blanks and these signs. Source: PutObjectTagging. */
const tagText = /^[\p{L}\p{N} +\-=._:/]*$/u;

type Properties = Pick<StoredObject, 'storageClass' | 'encryption' | 'tags'>;

/** Reads class, encryption and tags of a new object from the headers of a request. Throws for values that OSS does not take. */
export function readProperties({ headers }: Pick<ApiRequest, 'headers'>): Properties {
  const storageClass = headers['x-oss-storage-class'];
  if (storageClass !== undefined && !classes.includes(storageClass)) {
    throw invalidArgument('The specified storage class is not valid.', { ArgumentName: 'x-oss-storage-class' });
  }
  const encryption = readEncryption(headers);
  const tagging = headers['x-oss-tagging'];
  return {
    ...(storageClass !== undefined && storageClass !== 'Standard' && { storageClass }),
    ...(encryption && { encryption }),
    ...(tagging !== undefined && { tags: parseTags(tagging) }),
  };
}

function readEncryption(headers: ApiRequest['headers']): StoredObject['encryption'] {
  const algorithm = headers['x-oss-server-side-encryption'];
  const keyId = headers['x-oss-server-side-encryption-key-id'];
  if (algorithm === undefined) return undefined;
  if (!algorithms.includes(algorithm)) {
    const message = 'The encryption request you specified is not valid. Supported value: AES256/KMS/SM4.';
    throw new OssError({ status: 400, code: 'InvalidEncryptionAlgorithmError', message });
  }
  return algorithm === 'KMS' && keyId !== undefined ? { algorithm, keyId } : { algorithm };
}

/** The headers of an answer about the encryption of an object. */
export function encryptionHeaders({ encryption }: StoredObject): Record<string, string> {
  if (!encryption) return {};
  const { algorithm, keyId } = encryption;
  return {
    'x-oss-server-side-encryption': algorithm,
    ...(keyId !== undefined && { 'x-oss-server-side-encryption-key-id': keyId }),
  };
}

/** Parses `x-oss-tagging`: pairs of URL-encoded keys and values. Source: PutObject; EC 0010-00000219. */
function parseTags(text: string): Record<string, string> {
  if (text === '') return {};
  const pairs = text.split('&').map((pair) => pair.split('='));
  if (pairs.some(({ length }) => length > 2)) throw invalidTag('The tag is not in the format of key or key=value.');
  return checkTags(pairs.map(([key = '', value = '']) => [decode(key), decode(value)]));
}

/** Throws InvalidTag for tags that OSS does not take, else returns them. Source: PutObjectTagging, "Usage notes". */
export function checkTags(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  if (pairs.length > mostTags) throw invalidTag('Object tags cannot be greater than 10.');
  for (const [key, value] of pairs) {
    if (key === '' || [...key].length > 128) throw invalidTag('The TagKey you have provided is invalid.');
    if ([...value].length > 256) throw invalidTag('The TagValue you have provided is invalid.');
    if (!tagText.test(key) || !tagText.test(value)) throw invalidTag('The tag has characters that are not allowed.');
  }
  const tags = Object.fromEntries(pairs);
  if (Object.keys(tags).length < pairs.length) throw invalidTag('Cannot provide multiple Tags with the same key.');
  return tags;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalidTag('The tag is not encoded in UTF-8.');
  }
}

function invalidTag(message: string): OssError {
  return new OssError({ status: 400, code: 'InvalidTag', message, ec: '0010-00000219' });
}

/** OSS's type of an object, by how it was created. */
export function typeOf(object: StoredObject): 'Normal' | 'Multipart' | 'Appendable' | 'Symlink' {
  if (object.symlinkTarget !== undefined) return 'Symlink';
  if (object.isAppendable) return 'Appendable';
  return object.etag.includes('-') ? 'Multipart' : 'Normal';
}

/**
 * The object that GET and HEAD answer for a symbolic link: bytes, ETag and checksum of its target, the later of both times, and the rest of the link.
 * Source: HeadObject, "Response headers".
 */
export function followSymlink({ bucket }: { readonly bucket: StoredBucket }, link: StoredObject): StoredObject {
  if (link.symlinkTarget === undefined) return link;
  const target = bucket.objects.get(link.symlinkTarget);
  if (!target) {
    const message = 'The target of the symlink does not exist.';
    throw new OssError({ status: 404, code: 'SymlinkTargetNotExist', message, ec: '0026-00000020' });
  }
  if (target.symlinkTarget !== undefined) {
    const message = 'The target of the symlink is another symlink.';
    throw new OssError({ status: 400, code: 'InvalidTargetType', message });
  }
  const { body, etag, crc64, storageClass, restored } = target;
  const lastModified = new Date(Math.max(target.lastModified.getTime(), link.lastModified.getTime()));
  const state = { ...(storageClass !== undefined && { storageClass }), ...(restored && { restored }) };
  return { ...link, body, etag, crc64, lastModified, ...state };
}
