/** A piece of WebAssembly code: its bytes, as the binary format of the specification has them. */
export type Code = readonly number[];

/** The types of values, and that of a block without one. */
export const types = { i32: 0x7f, i64: 0x7e, empty: 0x40 } as const;

/** Reads a local variable or parameter. */
export const get = (local: number): Code => [0x20, local];
/** Gives it a value. */
export const set = (local: number, value: Code): Code => [...value, 0x21, local];
/** A number of 32 bits, from 0. */
export const int = (value: number): Code => [0x41, ...toLeb(value)];
/** A number of 64 bits, from 0. */
export const long = (value: number): Code => [0x42, ...toLeb(value)];
/** What the other pieces are put together with: arguments first, then the instruction. */
export const instructions = {
  addInt: 0x6a,
  subtractInt: 0x6b,
  andInt: 0x71,
  isAtLeastInt: 0x4f,
  toInt: 0xa7,
  xorLong: 0x85,
  shiftLeftLong: 0x86,
  shiftRightLong: 0x88,
} as const;
/** The eight bytes at an address (a number of 32 bits) and a fixed offset. */
export const loadLong = (address: Code, offset: number): Code => [...address, 0x29, 0, ...toLeb(offset)];
/** The byte at an address, as a number of 64 bits. */
export const loadByte = (address: Code): Code => [...address, 0x31, 0, 0];
/** The sixteen bytes at an address and a fixed offset. */
export const loadVector = (address: Code, offset: number): Code => [...address, 0xfd, 0, 0, ...toLeb(offset)];
/** Puts sixteen bytes there. */
export const storeVector = (address: Code, offset: number, value: Code): Code => [
  ...[...address, ...value],
  ...[0xfd, 0x0b, 0, ...toLeb(offset)],
];
/** Sixteen bytes, each XORed with its like. */
export const xorVectors = (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0x51];
/** Does something if a condition holds. */
export const when = (condition: Code, body: Code): Code => [...condition, 0x04, types.empty, ...body, 0x0b];
/** Does something for as long as a condition holds. */
export const whilst = (condition: Code, body: Code): Code => [
  ...[0x03, types.empty],
  ...when(condition, [...body, 0x0c, 1]),
  0x0b,
];

/** A function of a module, exported by its name; `locals` as the binary format has them, in groups. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: Code;
  readonly results: Code;
  readonly locals: readonly (readonly [count: number, type: number])[];
  readonly body: Code;
}

/** A module of these functions and of so many pages of 64 KB as its `memory`. */
export function makeModule(pages: number, functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const exported = functions.map(({ name }, index) => [...nameOf(name), 0, index]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(functions.map(({ parameters, results }) => [0x60, ...vector(parameters), ...vector(results)]))),
    ...section(3, list(functions.map((_, index) => [index]))),
    ...section(5, [1, 0, pages]),
    ...section(7, list([...exported, [...nameOf('memory'), 2, 0]])),
    ...section(10, list(functions.map(({ locals, body }) => vector([...list(locals), ...body, 0x0b])))),
  ]);
}

function section(id: number, content: Code): Code {
  return [id, ...vector(content)];
}

function nameOf(text: string): Code {
  return vector([...new TextEncoder().encode(text)]);
}

function vector(bytes: Code): Code {
  return [...toLeb(bytes.length), ...bytes];
}

function list(entries: readonly Code[]): Code {
  return [...toLeb(entries.length), ...entries.flat()];
}

/** A number from 0 in groups of seven bits, the lowest first; a leading 0 keeps it positive where a sign is read. */
function toLeb(value: number): Code {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...toLeb(value >>> 7)];
}
