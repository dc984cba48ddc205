import { availableParallelism, loadavg } from 'node:os';

/** Returns the median of the values; the upper of the two middle values if their number is even. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Formats how busy this computer was in the last minute, as the number of processes that were running or waiting for a processor. */
export function loadOf(): string {
  return `load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} processors`;
}

/** Prints a measured value and the smallest value that is accepted; 0 if there is no aim. */
export function printAtLeast(what: string, value: number, aim: number): void {
  const aimed = aim === 0 ? '' : ` (aim at least ${aim})`;
  const verdict = value >= aim ? 'met   ' : 'MISSED';
  console.log(`${aim === 0 ? '      ' : verdict} ${what}: ${value.toFixed(2)}${aimed}`);
}

/** Prints a measured value and the largest value that is accepted. */
export function printAim(what: string, value: number, aim: number): void {
  const verdict = value <= aim ? 'met   ' : 'MISSED';
  console.log(
    `${verdict} ${what}: ${value.toFixed(value < 10 ? 2 : 1)} (aim ${aim}, ${(value / aim).toFixed(2)} of it)`,
  );
}
