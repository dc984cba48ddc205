/** Files above this many bytes go up in parts. */
export const largestWhole = 20 * 1024 * 1024;
/** Parts have at least this many bytes; three of them are what a large upload takes of memory. */
export const smallestPart = 8 * 1024 * 1024;
