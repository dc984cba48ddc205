import { getDomain, getPublicSuffix } from 'tldts-icann';

/** Returns whether a name is a public suffix such as `com.cn`, under which anyone may register. */
export function isPublicSuffix(name: string): boolean {
  return getPublicSuffix(name) === name;
}

/** The registrable (root) domain of a name, `example.com.cn` for `a.b.example.com.cn`; the name itself if it has none. */
export function rootOf(name: string): string {
  return getDomain(name) ?? name;
}
