/** What stands in for `src/core/publishing/upload/partSizes.ts`, so that a small file goes up in parts, bytes. */
export const maxSinglePutBytes = 100 * 1024;
/** The smallest size that OSS takes for a part that is not the last one. */
export const minPartBytes = 100 * 1024;
/** As in what it stands in for. */
export const maxConcurrentParts = 3;
