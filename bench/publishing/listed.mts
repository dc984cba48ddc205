import { hash } from 'node:crypto';

const content = 'x'.repeat(64);

/** The objects that the server lists, each with the same content. */
export const listed = {
  content,
  keys: Array.from(
    { length: 10_000 },
    (_, index) => `dir${String(index % 100).padStart(2, '0')}/file${index}.css`,
  ).sort(),
  size: content.length,
  etag: hash('md5', content).toUpperCase(),
} as const;
