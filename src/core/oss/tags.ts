import type { ObjectTags } from '../ports/objectVersions.js';

/** Formats tags as the header `x-oss-tagging`, with keys and values URL-encoded. Source: PutObject, `x-oss-tagging`. */
export function formatTags(tags: ObjectTags): string {
  return Object.entries(tags)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .join('&');
}
