import type { BucketCall } from './call.js';
import { invalidArgument, OssError } from './errors.js';

/** Decodes the object key of a path: percent-encoded UTF-8, `+` unchanged. Throws InvalidObjectName as OSS does. */
export function decodeKey(path: string): string {
  try {
    return decodeURIComponent(path.slice(1));
  } catch {
    throw invalidName(path.slice(1));
  }
}

/** Throws InvalidObjectName unless the key has 1 to 1023 bytes and starts with no slash. */
export function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes < 1 || bytes > 1023 || key.startsWith('/') || key.startsWith('\\')) throw invalidName(key);
}

/** The encoding of keys in an answer: none, or `encoding-type=url`, where a space is `+`. Throws InvalidArgument for any other type. */
export function keyEncoder({ query }: Pick<BucketCall, 'query'>): (key: string) => string {
  const type = query.get('encoding-type');
  if (type === undefined) return (key) => key;
  if (type === 'url') return (key) => encodeURIComponent(key).replaceAll('%20', '+');
  throw invalidArgument('Invalid encoding type.', { ArgumentName: 'encoding-type', ArgumentValue: type });
}

function invalidName(key: string): OssError {
  return new OssError({
    status: 400,
    code: 'InvalidObjectName',
    message: 'The specified object is not valid.',
    ec: '0015-00000202',
    more: { ObjectName: key },
  });
}
