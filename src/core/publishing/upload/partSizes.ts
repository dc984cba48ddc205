/** Files larger than this are uploaded in parts, in bytes. */
export const maxSinglePutBytes = 20 * 1024 * 1024;
/** The smallest part, bytes. */
export const minPartBytes = 8 * 1024 * 1024;
/** The most parts of one upload that are sent, and kept in memory, at the same time. */
export const maxConcurrentParts = 3;
