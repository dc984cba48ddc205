/** Files above this many bytes go up in parts. */
export const maxSinglePutBytes = 20 * 1024 * 1024;
/** Parts have at least this many bytes. */
export const minPartBytes = 8 * 1024 * 1024;
/** Parts of one upload that are under way, and in memory, at once. */
export const maxConcurrentParts = 3;
