/** Whether the tests run as they do at night: more seeds of what is random, and every story of the user in both languages. */
export const isNightly = process.env.OSS_CDN_NIGHTLY === '1';

/** Those that the suite runs in a minute or two, and all of them at night. */
export function inSuite<T>(all: readonly T[], isChosen: (item: T, at: number) => boolean): readonly T[] {
  return isNightly ? all : all.filter(isChosen);
}
