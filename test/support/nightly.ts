/** Whether the nightly tests run: more random seeds, and every story in both languages. */
export const isNightly = process.env.OSS_CDN_NIGHTLY === '1';

/** Returns the part for a run of a minute or two, or everything at night. */
export function inSuite<T>(all: readonly T[], isChosen: (item: T, at: number) => boolean): readonly T[] {
  return isNightly ? all : all.filter(isChosen);
}
