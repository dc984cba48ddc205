const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/;

/** The lines of a text of at most so many columns, broken between words or wide characters, which count as two. */
export function wrapText(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of text.match(
    /[\u2e80-\ua4cf\uf900-\ufaff\uff00-\uff60][，。；：、！？）」”]*|\s+|[^\s\u2e80-\ua4cf\uf900-\ufaff\uff00-\uff60]+/g,
  ) ?? []) {
    if (line !== '' && width(line + part.trimEnd()) > columns) {
      lines.push(line.trimEnd());
      line = part.trimStart();
    } else line += part;
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()];
}

function width(text: string): number {
  return [...text].reduce((sum, char) => sum + (wide.test(char) ? 2 : 1), 0);
}
