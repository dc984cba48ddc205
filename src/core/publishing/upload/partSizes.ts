/** Larger files are uploaded in parts, bytes. */
export const maxSinglePutBytes = 20 * 1024 * 1024;
/** The smallest part, bytes. */
export const minPartBytes = 8 * 1024 * 1024;
/** Simultaneous parts of one upload, in memory. */
export const maxConcurrentParts = 3;
