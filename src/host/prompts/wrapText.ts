const wide = '\\u2e80-\\ua4cf\\uac00-\\ud7a3\\uf900-\\ufaff\\uff00-\\uff60';
const isWide = new RegExp(`[${wide}]`);
/** A wide character with the punctuation that must not begin a line, spaces, or a word. */
const parts = new RegExp(`[${wide}][，。；：、！？）」”]*|\\s+|[^\\s${wide}]+`, 'g');

/** The lines of a text of at most so many columns, broken between words or wide characters, which count as two. */
export function wrapText(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of text.match(parts) ?? []) {
    if (line !== '' && width(line + part.trimEnd()) > columns) {
      lines.push(line.trimEnd());
      line = part.trimStart();
    } else line += part;
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()];
}

function width(text: string): number {
  return [...text].reduce((sum, char) => sum + (isWide.test(char) ? 2 : 1), 0);
}
