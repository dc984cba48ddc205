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
  /** The factor by which we have to be at least as fast, for each rival. At 0 there is no aim. */
  readonly rivals: Readonly<Partial<Record<Rival, number>>>;
  /** The factor over the vendor's client at its best, with any of its numbers of simultaneous PUTs. */
  readonly overBest?: number;
}

const kb = 1024;
const small = { files: 1_000, fileBytes: 4 * kb, are: 'new', roundTripMs: 40 } as const;
const many = { ...small, files: 5_000 };
/** The vendor's client with the number of simultaneous PUTs that it is often given, and with more. */
const vendor = { 'ali-oss 64': 0, 'ali-oss 128': 0 };

/** The comparisons of each part, by the name that `--part=NAME` takes. */
export const loads: Readonly<Record<string, readonly Load[]>> = {
  new: [
    {
      ...many,
      rivals: { 'ali-oss 64': 1.5, 'ali-oss 128': 0, 'raw 64': 0.9, 'raw 128': 0.8, 'raw 256': 0 },
      overBest: 1.1,
    },
    { ...many, roundTripMs: 10, rivals: { ...vendor, 'raw 64': 0 }, overBest: 1 },
    { ...many, roundTripMs: 0, rivals: { ...vendor, 'raw 64': 0 }, overBest: 1 },
  ],
  far: [{ ...many, roundTripMs: 150, rivals: { 'ali-oss 64': 2.5, 'ali-oss 128': 0, 'raw 64': 0, 'raw 256': 0 } }],
  few: [40, 10, 0].map((roundTripMs) => ({
    ...small,
    roundTripMs,
    rivals: { 'ali-oss 5': 1, 'ali-oss 16': 1, 'ali-oss 32': 1, 'ali-oss 64': 1 },
  })),
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
