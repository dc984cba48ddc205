import { getDomain, getPublicSuffix } from 'tldts-icann';

/** Returns whether a name is a public suffix such as `com.cn`, under which anyone may register. */
export function isPublicSuffix(name: string): boolean {
  return getPublicSuffix(name) === name;
}

/** Returns the registrable (root) domain of a name, such as `example.com.cn` for `a.b.example.com.cn`. Returns the name itself if it has none. */
export function rootOf(name: string): string {
  return getDomain(name) ?? name;
}
