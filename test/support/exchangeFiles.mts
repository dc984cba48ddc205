import { renameSync } from 'node:fs';

/**
 * Swaps `<name>.other` with each name and back, like another program between the check of a path and its use:
 * `exchangeFiles.mts <count> <name>…`.
 */
function main(): void {
  const [count, ...names] = process.argv.slice(2);
  const exchanged = new Set<string>();
  const exchange = (name: string, at: number | string) => {
    const [out, into] = exchanged.has(name) ? ['.other', '.kept'] : ['.kept', '.other'];
    renameSync(name, name + out);
    put(name + into, name, `${name}.${at}`);
    if (!exchanged.delete(name)) exchanged.add(name);
  };
  for (let at = 0; at < Number(count); at++) exchange(names[at % names.length] ?? '', at);
  for (const name of [...exchanged]) exchange(name, 'last');
}

/** Moves aside what was created in that place meanwhile. */
function put(from: string, to: string, aside: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!['EISDIR', 'ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    renameSync(to, aside);
    put(from, to, `${aside}+`);
  }
}

main();
