/** Returns the median of the values; the upper of the two middle values if their number is even. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Prints a measured value and the smallest value that is accepted. */
export function printAtLeast(what: string, value: number, aim: number): void {
  console.log(`${value >= aim ? 'met   ' : 'MISSED'} ${what}: ${value.toFixed(2)} (aim at least ${aim})`);
}

/** Prints a measured value and the largest value that is accepted. */
export function printAim(what: string, value: number, aim: number): void {
  const verdict = value <= aim ? 'met   ' : 'MISSED';
  console.log(
    `${verdict} ${what}: ${value.toFixed(value < 10 ? 2 : 1)} (aim ${aim}, ${(value / aim).toFixed(2)} of it)`,
  );
}
