import {
  type Code,
  get,
  instructions,
  int,
  loadVector,
  set,
  storeVector,
  types,
  type WasmFunction,
  whilst,
  xorVectors,
} from './wasm.js';

/**
 * Distances, in bytes, of a multiple of the CRC's polynomial that has few terms, all of them whole bytes apart: a byte may be
 * taken out once it is XORed into the bytes that are so far behind it, and the CRC is still the same ("Chorba",
 * arXiv 2412.16398). These were searched for: of multiples with eight terms the shortest may be expected at some 1,700 bytes,
 * and with fewer terms only far longer ones.
 */
export const foldDistances = [157, 643, 731, 959, 1788, 2034, 2216] as const;
/** How many bytes are folded in one go; fewer than the shortest distance, since none may wait for another of the same. */
export const foldBlock = 64;
/** How far behind itself a byte reaches, in whole blocks. */
export const foldReach = Math.ceil(Math.max(...foldDistances) / foldBlock) * foldBlock;

/** The parameters of the function, then its locals. */
const [to, from, length, end, behind] = [0, 1, 2, 3, 4];

/**
 * `fold(to, from, length)` XORs into each byte from `to` those that lie at the distances before its like from `from`; with
 * the same two places it takes in what it has just made. `length` is a number of whole blocks.
 */
export const fold: WasmFunction = {
  name: 'fold',
  parameters: [types.i32, types.i32, types.i32],
  results: [],
  locals: [[2, types.i32]],
  body: [
    ...set(end, [...get(to), ...get(length), instructions.addInt]),
    ...set(behind, [...get(from), ...int(foldReach), instructions.subtractInt]),
    ...whilst(
      [...get(end), ...get(to), instructions.subtractInt, ...int(foldBlock), instructions.isAtLeastInt],
      [...[0, 16, 32, 48].flatMap(foldVector), ...advance(to), ...advance(behind)],
    ),
  ],
};

function foldVector(offset: number): Code {
  const sources = foldDistances.map((distance) => loadVector(get(behind), foldReach - distance + offset));
  return storeVector(get(to), offset, sources.reduce(xorVectors, loadVector(get(to), offset)));
}

function advance(local: number): Code {
  return set(local, [...get(local), ...int(foldBlock), instructions.addInt]);
}
