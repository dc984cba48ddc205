/** Returns whether a file is a web page, by its name. */
export function isPage(path: string): boolean {
  return /\.html?$/i.test(path);
}

/** Folders of build tools that only have files whose names change with their content or with each build. */
const hashedFolder = /(^|\/)(_next\/static|_app\/immutable|_astro|_nuxt(?!\/builds\/))\//;
/** Folders in which build tools write hashes of any letters. */
const assetFolder = /(^|\/)(assets|static|chunks|js|css)\//;
const code = /\.(?:m?js|css|map|wasm|woff2?)$/;
const hexToken = /(?:^|[.\-_])([0-9a-f]{8,64})(?:\.(?:chunk|bundle|min|lean|module))?(?:\.[a-z0-9]+){1,2}$/;
const mixedToken = /(?:^|[.\-_])([\w-]{8}|[A-Z0-9]{9,16})(?:\.(?:chunk|bundle|min|lean|module))?(?:\.[a-z0-9]+){1,2}$/;

/**
 * Returns whether the name of a file changes with its content, as build tools name files: `index-4f3a9b2c.js`, `index-B1wrgTda.js`, `BMTp7yEb.js`,
 * `chunk-5J3KQ2VX.js`, or any file in a folder such as `_next/static`. Browsers keep such a file for a year, so a doubtful name counts as none: words,
 * dates and versions are not hashes, and outside of folders for assets more is needed.
 */
export function isHashed(path: string): boolean {
  if (hashedFolder.test(path)) return true;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (isPage(name)) return false;
  const hex = hexToken.exec(name)?.[1] ?? '';
  // The names of pictures have dates and numbers.
  if (/\d/.test(hex) && /[a-f]/.test(hex) && hex.length >= (code.test(name) ? 8 : 10)) return true;
  const [whole = '', token = ''] = mixedToken.exec(name) ?? [];
  if (!/[a-z]/i.test(token)) return false;
  const isAsset = assetFolder.test(path) && code.test(name) && whole.length < name.length;
  return isAsset ? countTurns(token) > 0 && !isWords(token) : countTurns(token) >= 3;
}

/** Returns whether a text may be words such as `HomePage` or `MyScript2`. */
function isWords(token: string): boolean {
  const words = /^(?:[A-Z]?[a-z]+)+\d{0,2}$/.test(token) ? (token.match(/[A-Z]?[a-z]+/g) ?? []) : [];
  return words.length > 0 && words.every((word) => word.length > 1 && /[aeiouy]/i.test(word));
}

/** Counts the places where lower-case letters, capitals and digits follow each other otherwise than in words: `Words2go` has two, a hash three or more. */
function countTurns(token: string): number {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/];
  const kindOf = (letter: string | undefined) => kinds.findIndex((kind) => kind.test(letter ?? ''));
  return [...token].filter((letter, at) => {
    const [before, here] = [kindOf(token[at - 1]), kindOf(letter)];
    return before >= 0 && here >= 0 && before !== here && !(before === 1 && here === 0);
  }).length;
}

/** How long browsers and the edge keep a file: `hashed` for a year, `page` until the origin is asked each time, `other` for an hour. */
export type CacheClass = 'hashed' | 'page' | 'other';

/** Files that belong to the pages of the same build: their data, feeds, manifests and service workers. */
const ofPages = /(?:\.(?:json|txt|xml|webmanifest|rsc)|(?:^|\/)(?:sw|service-worker|registerSW)\.m?js)$/i;

/** Returns how long a file may be kept, by its name. */
export function cacheClassOf(path: string): CacheClass {
  if (isPage(path)) return 'page';
  if (isHashed(path)) return 'hashed';
  return ofPages.test(path) || !/[^/.][^/]*\.[^/.]+$/.test(path) ? 'page' : 'other';
}

/**
 * The Cache-Control of each class. The edge keeps nothing with `no-cache`, as the vendor advises for pages. Source: Alibaba Cloud CDN, "Cache-related FAQ".
 */
export const cacheControls: Readonly<Record<CacheClass, string>> = {
  hashed: 'public, max-age=31536000, immutable',
  page: 'no-cache',
  other: 'public, max-age=3600',
};
