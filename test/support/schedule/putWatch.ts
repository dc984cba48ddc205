import type { OssPort } from '../../../src/core/ports/oss.js';

/** Sees whether two living windows, or one, ever put one key twice at once. */
export function createPutWatch() {
  const underWay = new Map<string, string>();
  const puts = {
    overlapped: false,
    watch: (owner: string, oss: OssPort): OssPort => {
      const note = <T>(key: string, put: () => Promise<T>): Promise<T> => {
        puts.overlapped ||= underWay.has(key);
        underWay.set(key, owner);
        const end = () => underWay.get(key) === owner && underWay.delete(key);
        return put().finally(end);
      };
      const noted: Pick<OssPort, 'putObject' | 'completeMultipart'> = {
        putObject: (ref, key, ...rest) => note(key, () => oss.putObject(ref, key, ...rest)),
        completeMultipart: (ref, key, ...rest) => note(key, () => oss.completeMultipart(ref, key, ...rest)),
      };
      return Object.assign(Object.create(oss), noted);
    },
    forget: (owner: string) => {
      for (const [key, by] of underWay) if (by === owner) underWay.delete(key);
    },
  };
  return puts;
}
