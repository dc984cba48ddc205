/** Files above this many bytes go up in parts. */
export const largestWhole = 20 * 1024 * 1024;
/** Parts have at least this many bytes. */
export const smallestPart = 8 * 1024 * 1024;
/** Parts of one upload that are under way, and in memory, at once. */
export const partsInMemory = 3;
