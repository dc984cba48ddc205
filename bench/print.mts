/** The value in the middle; of an even number, the upper one. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Prints one measure against its aim, which it has to reach. */
export function printAtLeast(what: string, value: number, aim: number): void {
  console.log(`${value >= aim ? 'met   ' : 'MISSED'} ${what}: ${value.toFixed(2)} (aim at least ${aim})`);
}

/** Prints one measure against its aim, which it has to stay below. */
export function printAim(what: string, value: number, aim: number): void {
  const verdict = value <= aim ? 'met   ' : 'MISSED';
  console.log(
    `${verdict} ${what}: ${value.toFixed(value < 10 ? 2 : 1)} (aim ${aim}, ${(value / aim).toFixed(2)} of it)`,
  );
}
