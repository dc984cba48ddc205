import { foldBlock, foldReach } from './crc64Fold.js';
import { makeCrc64Module, polynomial, tableBytes, tableCount, windowBytes, windowStart } from './crc64Module.js';

/** What is used of WebAssembly: the libraries of TypeScript have it only for browsers. */
declare const WebAssembly: {
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** How many bytes are folded at least; fewer are done sooner without. */
const foldedFrom = 8 * 1024;

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  update(crc: bigint, length: number): bigint;
  /** Missing where the processor has no instructions for it. */
  readonly fold?: (to: number, from: number, length: number) => void;
}

type Machine = Pick<Exports, 'update' | 'fold'> & { readonly memory: Uint8Array };

let machine: Machine | undefined;

/** The CRC-64 of the bytes as the unsigned decimal text that OSS sends. */
export function crc64(bytes: Uint8Array): string {
  machine ??= startMachine();
  const { fold } = machine;
  const crc = fold && bytes.length >= foldedFrom ? takeFolded(machine, bytes, fold) : takeWhole(machine, bytes);
  return BigInt.asUintN(64, ~crc).toString();
}

function takeWhole({ memory, update }: Machine, bytes: Uint8Array): bigint {
  let crc = -1n;
  for (let at = 0; at < bytes.length; at += windowBytes) {
    const piece = bytes.length <= windowBytes ? bytes : bytes.subarray(at, at + windowBytes);
    memory.set(piece, windowStart);
    crc = update(crc, piece.length);
  }
  return crc;
}

/** Folds the bytes into their last few, whose CRC is that of all. */
function takeFolded({ memory, update }: Machine, bytes: Uint8Array, fold: NonNullable<Machine['fold']>): bigint {
  const folded = Math.floor((bytes.length - foldReach) / foldBlock) * foldBlock;
  memory.fill(0, windowStart - foldReach, windowStart);
  for (let at = 0; at < folded; at += windowBytes) {
    const piece = bytes.subarray(at, Math.min(at + windowBytes, folded));
    memory.set(piece, windowStart);
    // To begin with all ones is to begin with 0 and to turn the first eight bytes over.
    if (at === 0) for (let byte = 0; byte < 8; byte++) memory[windowStart + byte]! ^= 0xff;
    fold(windowStart, windowStart, piece.length);
    const end = windowStart + piece.length;
    memory.copyWithin(windowStart - foldReach, end - foldReach, end);
  }
  const rest = bytes.subarray(folded);
  const restStart = windowStart + foldReach;
  memory.fill(0, windowStart, restStart);
  memory.set(rest, restStart);
  fold(restStart, windowStart, foldReach);
  memory.copyWithin(windowStart, restStart, restStart + rest.length);
  return update(0n, rest.length);
}

function startMachine(): Machine {
  const whole = makeCrc64Module({ folds: true });
  const code = WebAssembly.validate(whole) ? whole : makeCrc64Module({ folds: false });
  const { memory, ...functions } = new WebAssembly.Instance(new WebAssembly.Module(code)).exports as Exports;
  fillTables(new BigUint64Array(memory.buffer, 0, (tableBytes * tableCount) / 8));
  return { memory: new Uint8Array(memory.buffer), ...functions };
}

/** Each entry is the one of the table before, moved on by another byte. */
function fillTables(tables: BigUint64Array): void {
  for (let index = 0; index < tables.length; index++) {
    const before = index < 256 ? BigInt(index) : tables[index - 256]!;
    tables[index] = index < 256 ? moveBits(before) : (before >> 8n) ^ tables[Number(before & 0xffn)]!;
  }
}

function moveBits(value: bigint): bigint {
  let moved = value;
  for (let bit = 0; bit < 8; bit++) moved = moved & 1n ? (moved >> 1n) ^ polynomial : moved >> 1n;
  return moved;
}
