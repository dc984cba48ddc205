import { OssError } from './errors.js';

/** The object key in a path as sent: percent-decoded as UTF-8, `+` untouched. Throws InvalidObjectName where OSS would. */
export function decodeKey(path: string): string {
  try {
    return decodeURIComponent(path.slice(1));
  } catch {
    throw invalidName(path.slice(1));
  }
}

/** Throws InvalidObjectName unless the key has 1 to 1023 bytes and starts with neither slash. */
export function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes < 1 || bytes > 1023 || key.startsWith('/') || key.startsWith('\\')) throw invalidName(key);
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
