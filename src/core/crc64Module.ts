import { fold, foldReach } from './crc64Fold.js';
import {
  type Code,
  get,
  instructions,
  int,
  loadByte,
  loadLong,
  long,
  makeModule,
  set,
  types,
  type WasmFunction,
  when,
  whilst,
} from './wasm.js';

/** CRC-64/ECMA-182 in its reflected form, as `x-oss-hash-crc64ecma` reports it. */
export const polynomial = 0xc96c5795d7870f42n;
/** How many bytes one table of 256 entries takes. */
export const tableBytes = 256 * 8;
/** So many words of eight bytes are under way at once: one alone waits for its tables most of the time. */
const lanes = [0, 1, 2];
const blockBytes = lanes.length * 8;
/** How many tables the memory begins with: number `n` has what each byte becomes once it is moved on by `n + 1` bytes. */
export const tableCount = blockBytes;
/** Where the bytes to take are put, behind the tables and what was folded before. */
export const windowStart = tableBytes * tableCount + foldReach;
/** How many bytes may be put there at once; few enough to stay in a processor's cache. */
export const windowBytes = 64 * 1024;

const pageBytes = 64 * 1024;
/** The parameters of the function, then its locals. */
const [crc, length, at, end, word, lane0] = [0, 1, 2, 3, 4, 5];

/**
 * The WebAssembly code behind `crc64.ts`, which has integers of 64 bits where JavaScript has two halves or slow big integers,
 * and takes half the time. `update(crc, length)` continues a CRC over the bytes in the window; `fold`, which some processors
 * have no instructions for, is in a file of its own.
 */
export function makeCrc64Module({ folds }: { readonly folds: boolean }): Uint8Array<ArrayBuffer> {
  const pages = Math.ceil((windowStart + windowBytes) / pageBytes);
  return makeModule(pages, folds ? [makeUpdate(), fold] : [makeUpdate()]);
}

function makeUpdate(): WasmFunction {
  return {
    name: 'update',
    parameters: [types.i64, types.i32],
    results: [types.i64],
    locals: [
      [2, types.i32],
      [1 + lanes.length, types.i64],
    ],
    body: [
      ...set(at, int(windowStart)),
      ...set(end, [...get(at), ...get(length), instructions.addInt]),
      ...when(isLeft(blockBytes), takeBlocks()),
      ...whilst(isLeft(8), takeWord()),
      ...whilst(isLeft(1), takeByte()),
      ...get(crc),
    ],
  };
}

/** Each lane takes every third word and moves over the two between; the last block puts the lanes one after the other. */
function takeBlocks(): Code {
  const ahead = lanes.map((lane) => takeInto(lane0 + lane, get(lane0 + lane), lane * 8, blockBytes));
  const last = lanes.map((lane) => {
    const before = lane === 0 ? get(lane0) : xor(get(crc), get(lane0 + lane));
    return takeInto(crc, before, lane * 8, 8);
  });
  const blocks = whilst(isLeft(2 * blockBytes), [...ahead.flat(), ...advance(blockBytes)]);
  return [...set(lane0, get(crc)), ...blocks, ...last.flat(), ...advance(blockBytes)];
}

function takeWord(): Code {
  return [...takeInto(crc, get(crc), 0, 8), ...advance(8)];
}

function takeByte(): Code {
  const rest = [...get(crc), ...long(8), instructions.shiftRightLong];
  return [...set(word, xor(get(crc), loadByte(get(at)))), ...set(crc, xor(lookUp(0, 0), rest)), ...advance(1)];
}

/** What was `before`, with the word at this offset taken in and moved on by so many bytes. */
function takeInto(target: number, before: Code, offset: number, bytes: number): Code {
  const entries = [0, 1, 2, 3, 4, 5, 6, 7].map((byte) => lookUp(bytes - 1 - byte, byte));
  return [...set(word, xor(before, loadLong(get(at), offset))), ...set(target, entries.reduce(xor))];
}

/** The entry of a table for one byte of `word`, whose place is that byte times eight. */
function lookUp(table: number, byte: number): Code {
  const { shiftLeftLong, shiftRightLong, toInt, andInt } = instructions;
  const shift = byte === 0 ? [...long(3), shiftLeftLong] : [...long(byte * 8 - 3), shiftRightLong];
  return loadLong([...get(word), ...shift, toInt, ...int(0xff * 8), andInt], table * tableBytes);
}

function isLeft(bytes: number): Code {
  return [...get(end), ...get(at), instructions.subtractInt, ...int(bytes), instructions.isAtLeastInt];
}

function advance(bytes: number): Code {
  return set(at, [...get(at), ...int(bytes), instructions.addInt]);
}

function xor(a: Code, b: Code): Code {
  return [...a, ...b, instructions.xorLong];
}
