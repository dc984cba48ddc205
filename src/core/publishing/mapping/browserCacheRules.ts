/** How long browsers keep the files of these patterns, as a rule of a mapping says it. */
interface CacheRule {
  readonly files: string | readonly string[];
  readonly cacheControl: string;
}

const hex = '[0-9a-f]';
const other = '[^.-]';
/** A pattern of eight characters with a capital at one of these places, but not the first: no plain word or date. */
const mixed = (...places: number[]) =>
  `{${places.map((at) => `${other.repeat(at)}[A-Z]${other.repeat(7 - at)}`).join()}}`;

/**
 * Scripts, style sheets, fonts and images with a hash in their names, whose content never changes. A name that is taken for one with a hash
 * is stale for a year: hence images, which carry dates, need a longer one, and Vite's only counts among its assets.
 */
export const hashedNames: CacheRule = {
  files: [
    `*[.-]${hex.repeat(8)}*.{js,mjs,css,map,woff2,woff}`,
    `*[.-]${hex.repeat(10)}*.{png,jpg,jpeg,webp,avif,gif,svg}`,
    `assets/**/*-${mixed(1, 2, 3, 4)}.{js,mjs,css}`,
    `assets/**/*-${mixed(5, 6, 7)}.{js,mjs,css}`,
  ],
  cacheControl: 'public, max-age=31536000, immutable',
};

/** Pages name the assets, so they are asked for each time. */
const pages: CacheRule = { files: '*.html', cacheControl: 'no-cache' };

const images = '*.{png,jpg,jpeg,webp,avif,gif,svg,ico}';

/**
 * The cache rules that Add Cache Rules writes into a mapping. `imageMaxAge` is how long browsers keep images without a hash, in s; without it they
 * decide.
 */
export function listCacheRules(imageMaxAge?: number): readonly CacheRule[] {
  const forImages =
    imageMaxAge === undefined ? [] : [{ files: images, cacheControl: `public, max-age=${imageMaxAge}` }];
  // The last rule for a file wins, and images may have a hash in their names.
  return [...forImages, hashedNames, pages];
}
