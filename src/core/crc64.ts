import { makeCrc64Module, polynomial, tableBytes, tableCount, windowBytes, windowStart } from './crc64Module.js';

/** What is used of WebAssembly: the libraries of TypeScript have it only for browsers. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

interface Machine {
  readonly memory: { readonly buffer: ArrayBuffer };
  update(crc: bigint, length: number): bigint;
}

let machine: { readonly window: Uint8Array; readonly update: Machine['update'] } | undefined;

/** The CRC-64 of the bytes as the unsigned decimal text that OSS sends. */
export function crc64(bytes: Uint8Array): string {
  machine ??= startMachine();
  const { window, update } = machine;
  let crc = -1n;
  for (let at = 0; at < bytes.length; at += windowBytes) {
    const piece = bytes.length <= windowBytes ? bytes : bytes.subarray(at, at + windowBytes);
    window.set(piece);
    crc = update(crc, piece.length);
  }
  return BigInt.asUintN(64, ~crc).toString();
}

function startMachine() {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(makeCrc64Module()));
  const { memory, update } = exports as Machine;
  fillTables(new BigUint64Array(memory.buffer, 0, (tableBytes * tableCount) / 8));
  return { window: new Uint8Array(memory.buffer, windowStart, windowBytes), update };
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
