/** Replaces `src/core/publishing/upload/partSizes.ts`, so that small files are uploaded in parts, bytes. */
export const maxSinglePutBytes = 100 * 1024;
/** The smallest part that OSS accepts, apart from the last. */
export const minPartBytes = 100 * 1024;
/** As in the original. */
export const maxConcurrentParts = 3;
