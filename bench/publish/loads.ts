import type { Way } from './relay.js';
import type { Rival } from './stage.mjs';

/** A comparison with rivals, who publish the same files over the same network. */
export interface Load extends Way {
  readonly files: number;
  readonly fileBytes: number;
  /** Whether the files are new, or changed since an earlier run. A changed file has a recorded object, which costs a HEAD before its PUT. */
  readonly are: 'new' | 'changed';
  /** Whether to measure until the edge has served each file, and not only until the last PUT is answered. */
  readonly untilFresh?: boolean;
  /** The factor by which we have to be at least as fast, for each rival. */
  readonly rivals: Readonly<Partial<Record<Rival, number>>>;
}

const kb = 1024;
const small = { files: 1_000, fileBytes: 4 * kb, are: 'new', roundTripMs: 40 } as const;
// The vendor's client with five requests at once is left out: it takes minutes for these files, at the same speed as for fewer.
const many = { ...small, files: 10_000 };

/** The comparisons of each part, by the name that `--part=NAME` takes. */
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
  // Each of these files is read, searched for secrets and compared by its MD5.
  large: [
    {
      files: 50,
      fileBytes: 4 * kb * kb,
      are: 'new',
      roundTripMs: 10,
      rivals: { 'ali-oss 16': 0.9 },
    },
  ],
  // The rival puts its files, refreshes their URLs and requests each file from the edge.
  fresh: [{ ...small, untilFresh: true, rivals: { 'raw 64': 0.67 } }],
};
