const longestKeyBytes = 1023;

/** Says whether OSS accepts the text as an object key: 1 to 1023 bytes of UTF-8 without NUL, not starting with `/` or `\`. */
export function isObjectKey(key: string): boolean {
  if (key === '' || key.startsWith('/') || key.startsWith('\\') || isUnreadable(key)) return false;
  return key.length * 3 <= longestKeyBytes || new TextEncoder().encode(key).length <= longestKeyBytes;
}

/** The key of a file below a prefix (empty or ending in `/`), or `undefined` when it makes no valid key or no reachable URL. */
export function toObjectKey(prefix: string, relativePath: string): string | undefined {
  // An empty segment is never a file's name.
  if (hasDotSegment(relativePath) || relativePath.split('/').includes('')) return undefined;
  const key = prefix + relativePath;
  return isObjectKey(key) ? key : undefined;
}

/** Whether a key has a segment `.` or `..`, which whatever normalizes URLs resolves before it asks. Source: RFC 3986, 6.2.2.3. */
export function hasDotSegment(key: string): boolean {
  return key.split('/').some((segment) => segment === '.' || segment === '..');
}

/** The URL path of a key: each segment percent-encoded after RFC 3986, `/` kept. The key must be well-formed Unicode. */
export function toUrlPath(key: string): string {
  return `/${key.split('/').map(encodeSegment).join('/')}`;
}

/** The key that a URL path names, or `undefined` when it names none. */
export function fromUrlPath(path: string): string | undefined {
  if (!path.startsWith('/')) return undefined;
  try {
    const key = decodeURIComponent(path.slice(1));
    return isObjectKey(key) ? key : undefined;
  } catch {
    return undefined;
  }
}

/** The address of a key at an accelerated domain. */
export function toCdnUrl(domain: { readonly name: string; readonly httpsOn: boolean }, key: string): string {
  return `${domain.httpsOn ? 'https' : 'http'}://${domain.name}${toUrlPath(key)}`;
}

/** Every URL path under which a key is served: `index.html` answers for its folder too. */
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

/** A lone surrogate has no UTF-8, and an XML listing cannot show NUL. */
function isUnreadable(text: string): boolean {
  return text.includes('\0') || /\p{Surrogate}/u.test(text);
}
