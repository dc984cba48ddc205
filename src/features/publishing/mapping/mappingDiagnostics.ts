import * as vscode from 'vscode';
import { l10n } from '../../../core/l10n.js';
import { type FolderPlace, type MappingProblem, mappingProblemText } from '../../../core/publishing/mapping/mapping.js';
import { plainText } from '../../../core/text/plainText.js';
import { diagnosticAt } from '../../../host/display.js';

/** The entries of the Problems view for a mapping file. */
export function toDiagnostics(text: string, problems: readonly MappingProblem[]): vscode.Diagnostic[] {
  const lines = findLines(text);
  return problems.map((problem) => entryAt(lines, problem, mappingProblemText(problem), problem.kind));
}

/** Why nothing is published from a mapped folder on disk. */
export type FolderNote = 'noFolder' | 'otherCase';

const folderSentences = {
  noFolder: (folder) => l10n.t('Folder {0} does not exist yet: check its name unless a build creates it', folder),
  otherCase: (folder) =>
    l10n.t(
      'Folder {0} has different capitalization on disk, so its files are not published: use the name on disk',
      folder,
    ),
} satisfies Record<FolderNote, (folder: string) => string>;

/** The entries for mapped folders that do not exist by this name. That is no error, since build output comes and goes. */
export function toFolderNotes(
  text: string,
  places: readonly (FolderPlace & { readonly note: FolderNote })[],
): vscode.Diagnostic[] {
  const lines = findLines(text);
  return places.map((place) => {
    const note = entryAt(lines, place, folderSentences[place.note](plainText(place.folder)), place.note);
    note.severity = vscode.DiagnosticSeverity.Information;
    return note;
  });
}

function entryAt(
  lines: readonly number[],
  { offset, length }: Omit<FolderPlace, 'folder'>,
  sentence: string,
  code: string,
): vscode.Diagnostic {
  const range = new vscode.Range(positionAt(lines, offset), positionAt(lines, offset + length));
  const diagnostic = diagnosticAt(range, sentence);
  diagnostic.source = 'OSS + CDN';
  diagnostic.code = code;
  return diagnostic;
}

/** The start of each line. */
function findLines(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map(({ index, 0: { length } }) => index + length)];
}

function positionAt(lines: readonly number[], offset: number): vscode.Position {
  let [line, after] = [0, lines.length];
  while (after - line > 1) {
    const middle = (line + after) >> 1;
    if ((lines[middle] ?? 0) <= offset) line = middle;
    else after = middle;
  }
  return new vscode.Position(line, offset - (lines[line] ?? 0));
}
