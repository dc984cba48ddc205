/** An example of a kind of secret: its name, the kind as it is told, and the content of a file. */
export type SecretExample = readonly [name: string, kind: string, content: string | Uint8Array];

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
let state = 20_240_601;

/** So many characters of an alphabet, the same in each run. */
export function from(alphabet: string, length: number): string {
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    text += alphabet.charAt((state >>> 8) % alphabet.length);
  }
  return text;
}

/** Letters of both cases and digits. */
export const any = (length: number) => `a1B2${from(`${letters}0123456789`, length - 4)}`;
/** Hexadecimal digits. */
export const hex = (length: number) => from('0123456789abcdef', length);
/** Digits. */
export const digits = (length: number) => `1${from('0123456789', length - 1)}`;
/** Upper case and digits. */
export const capital = (length: number) => from('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', length);
/** Lower case and digits. */
export const low = (length: number) => `a1${from('abcdefghijklmnopqrstuvwxyz0123456789', length - 2)}`;
/** A UUID. */
export const uuid = () => [8, 4, 4, 4, 12].map(hex).join('-');
/** Joins parts, so that no scanner of a repository takes the example for a real one. */
export const join = (...parts: readonly string[]) => parts.join('');
