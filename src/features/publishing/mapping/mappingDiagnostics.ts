import * as vscode from 'vscode';
import type { FolderPlace, MappingProblem, MappingProblemKind } from '../../../core/publishing/mapping/mapping.js';
import { plainText } from '../../../core/text/plainText.js';
import { diagnosticAt } from '../../../host/display.js';

const sentences = {
  badJson: () => vscode.l10n.t('This is not valid JSON'),
  tooLarge: () => vscode.l10n.t('This file is larger than 256 KB and is not read'),
  notRegular: () => vscode.l10n.t('This is not a regular file and is not read: replace it with a regular file'),
  wrongType: (subject) => vscode.l10n.t('This field has a value of the wrong type: {0}', subject),
  missingField: (subject) => vscode.l10n.t('This field is missing or empty: {0}', subject),
  unknownField: (subject) => vscode.l10n.t('This field is unknown or repeated: {0}', subject),
  badFolder: (subject) =>
    vscode.l10n.t('The folder must be a path inside the workspace folder, written with "/": {0}', subject),
  reservedName: (subject) =>
    vscode.l10n.t(
      'Windows does not allow this folder name (con, nul, com1, and so on, or a trailing dot or space): {0}',
      subject,
    ),
  badBucket: (subject) =>
    vscode.l10n.t('A bucket name has 3 to 63 lowercase letters, digits, and hyphens: {0}', subject),
  badRegion: (subject) => vscode.l10n.t('This is not the ID of a public region such as cn-hangzhou: {0}', subject),
  badPrefix: (subject) =>
    vscode.l10n.t('A prefix must be a path such as assets/img/, without a leading "/" or "..": {0}', subject),
  badDomain: (subject) => vscode.l10n.t('This is not an accelerated domain name such as img.example.com: {0}', subject),
  badOnSave: (subject) => vscode.l10n.t('onSave must be "publish", "refresh", or "off": {0}', subject),
  badGlob: (subject) => vscode.l10n.t('Enter a glob relative to the mapped folder, such as **/*.html: {0}', subject),
  slowGlob: (subject) =>
    vscode.l10n.t(
      'Matching this glob could take too long. Use at most 256 characters, three "*" between two "/", three "**", and four groups, none repeated: {0}',
      subject,
    ),
  tooManyGlobs: (subject) =>
    vscode.l10n.t(
      'A mapping can have at most 1,000 globs, each choice in braces counted as one: {0}. Use fewer, such as **/*.js for many files',
      subject,
    ),
  badHeader: (subject) => vscode.l10n.t('This value is not valid for the header: {0}', subject),
  nonAsciiHeader: (subject) =>
    vscode.l10n.t(
      "Header values must be ASCII: percent-encode a Content-Disposition file name, as in filename*=UTF-8''%E6%96%87.pdf: {0}",
      subject,
    ),
  badVariant: (subject) =>
    vscode.l10n.t(
      'A refresh variant must be a path such as /feed.xml, a path with {path}, or a URL on a domain of this mapping, percent-encoded and without "*": {0}',
      subject,
    ),
  duplicateFolder: (subject) => vscode.l10n.t('Another mapping uses the same folder: {0}', subject),
  duplicateTarget: (subject) =>
    vscode.l10n.t('Another folder is published to the same bucket and prefix: {0}', subject),
} satisfies Record<MappingProblemKind, (subject: string) => string>;

/** The entries in the Problems view for the refused parts of a mapping file. */
export function toDiagnostics(text: string, problems: readonly MappingProblem[]): vscode.Diagnostic[] {
  const lines = findLines(text);
  return problems.map((problem) =>
    entryAt(lines, problem, sentences[problem.kind](plainText(problem.subject)), problem.kind),
  );
}

/** Why nothing is published from a mapped folder as it is on disk. */
export type FolderNote = 'noFolder' | 'otherCase';

const folderSentences = {
  noFolder: (folder) =>
    vscode.l10n.t('Folder {0} does not exist yet: check its name unless a build creates it', folder),
  otherCase: (folder) =>
    vscode.l10n.t(
      'Folder {0} has different capitalization on disk, so its files are not published: use the name on disk',
      folder,
    ),
} satisfies Record<FolderNote, (folder: string) => string>;

/** The entries for mapped folders that are not there by this name: no mistake, since build output comes and goes. */
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

/** Where each line begins. */
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
