/** The objects that the server lists, each with the same size and ETag. */
export const listed = {
  keys: Array.from(
    { length: 10_000 },
    (_, index) => `dir${String(index % 100).padStart(2, '0')}/file${index}.css`,
  ).sort(),
  size: 64,
  etag: '0123456789ABCDEF0123456789ABCDEF',
} as const;
