const longestKeyBytes = 1023;

/** Returns whether OSS accepts the text as an object key: 1 to 1023 bytes of UTF-8 without NUL, not starting with `/` or `\`. */
export function isObjectKey(key: string): boolean {
  if (key === '' || key.startsWith('/') || key.startsWith('\\') || isUnreadable(key)) return false;
  return key.length * 3 <= longestKeyBytes || new TextEncoder().encode(key).length <= longestKeyBytes;
}

/** A path segment that is empty, `.` or `..`. */
const emptyOrDots = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** Returns the key of a file below a prefix, which is empty or ends in `/`. Returns `undefined` if the key is not valid or no URL reaches it. */
export function toObjectKey(prefix: string, relativePath: string): string | undefined {
  // No file has an empty path segment.
  if (emptyOrDots.test(relativePath)) return undefined;
  const key = prefix + relativePath;
  return isObjectKey(key) ? key : undefined;
}

/** Returns whether a key has a segment `.` or `..`, which clients resolve before the request. Source: RFC 3986, 6.2.2.3. */
export function hasDotSegment(key: string): boolean {
  return key.split('/').some((segment) => segment === '.' || segment === '..');
}

/** Returns the path of a key in a URL: segments percent-encoded by RFC 3986, with `/` kept. The key must be well-formed Unicode. */
export function toUrlPath(key: string): string {
  return `/${key.split('/').map(encodeSegment).join('/')}`;
}

/** Returns the URL of a key at a CDN domain. */
export function toCdnUrl(domain: { readonly name: string; readonly httpsOn: boolean }, key: string): string {
  return `${domain.httpsOn ? 'https' : 'http'}://${domain.name}${toUrlPath(key)}`;
}

/** Returns all paths of a key in URLs. An `index.html` is also served at its folder. */
export function listUrlPaths(key: string): readonly string[] {
  const path = toUrlPath(key);
  return path.endsWith('/index.html') ? [path, path.slice(0, -'index.html'.length)] : [path];
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Returns whether a text has characters that no key can have: a lone surrogate has no UTF-8, and an XML listing cannot contain NUL. */
function isUnreadable(text: string): boolean {
  return text.includes('\0') || /\p{Surrogate}/u.test(text);
}
