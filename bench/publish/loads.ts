import type { Way } from './relay.js';
import type { Rival } from './stage.mjs';

/** A comparison with rivals, who publish the same files over the same way. */
export interface Load extends Way {
  readonly files: number;
  readonly fileBytes: number;
  /** Changed files have objects that are known from an earlier run: a HEAD each before the PUT. */
  readonly are: 'new' | 'changed';
  /** Measured until the edge has shown each file, not until the last PUT is answered. */
  readonly untilFresh?: boolean;
  /** How many times as fast as each rival ours has to be at least. */
  readonly rivals: Readonly<Partial<Record<Rival, number>>>;
}

const kb = 1024;
const small = { files: 1_000, fileBytes: 4 * kb, are: 'new', roundTripMs: 40 } as const;
// With five at once the vendor's client takes minutes for these, and is as fast as for fewer files.
const many = { ...small, files: 10_000 };

/** The comparisons of each part that `--part=NAME` names. */
export const loads: Readonly<Record<string, readonly Load[]>> = {
  new: [
    { ...small, rivals: { 'ali-oss 5': 1, 'ali-oss 16': 1, 'ali-oss 32': 1.5, 'ali-oss 64': 1 } },
    { ...many, rivals: { 'ali-oss 32': 1.5, 'ali-oss 64': 1, 'raw 64': 0.7 } },
    ...[10, 0].flatMap((roundTripMs) => [
      {
        ...small,
        roundTripMs,
        rivals: { 'ali-oss 5': 1, 'ali-oss 16': 1, 'ali-oss 32': 1, 'ali-oss 64': 1 },
      },
      { ...many, roundTripMs, rivals: { 'ali-oss 32': 1, 'ali-oss 64': 1, 'raw 64': 0.7 } },
    ]),
  ],
  changed: [{ ...small, are: 'changed', rivals: { 'ali-oss 32': 0.9 } }],
  // Each of these is read, looked through for secrets and compared by its MD5.
  large: [
    {
      files: 50,
      fileBytes: 4 * kb * kb,
      are: 'new',
      roundTripMs: 10,
      rivals: { 'ali-oss 16': 0.9 },
    },
  ],
  // The rival puts its files, refreshes their URLs and gets each from the edge.
  fresh: [{ ...small, untilFresh: true, rivals: { 'raw 64': 0.67 } }],
};
