import * as vscode from 'vscode';
import type { FolderPlace, MappingProblem, MappingProblemKind } from '../../../core/publishing/mapping/mapping.js';

const sentences = {
  badJson: () => vscode.l10n.t('This is not valid JSON'),
  wrongType: (subject) => vscode.l10n.t('This field has a value of the wrong type: {0}', subject),
  missingField: (subject) => vscode.l10n.t('This field is missing or empty: {0}', subject),
  unknownField: (subject) => vscode.l10n.t('This field is unknown or repeated: {0}', subject),
  badFolder: (subject) =>
    vscode.l10n.t('The folder must be a path inside the workspace folder, written with "/": {0}', subject),
  badBucket: (subject) =>
    vscode.l10n.t('A bucket name has 3 to 63 lower-case letters, digits and hyphens: {0}', subject),
  badRegion: (subject) => vscode.l10n.t('This is not a region ID such as cn-hangzhou: {0}', subject),
  badPrefix: (subject) =>
    vscode.l10n.t('A prefix is a path such as assets/img/, without a leading "/" and without "..": {0}', subject),
  badDomain: (subject) => vscode.l10n.t('This is not an accelerated domain name such as img.example.com: {0}', subject),
  badOnSave: (subject) => vscode.l10n.t('onSave is "publish", "refresh" or "off": {0}', subject),
  badGlob: (subject) =>
    vscode.l10n.t('This is not a glob such as **/*.html, relative to the mapped folder: {0}', subject),
  badHeader: (subject) => vscode.l10n.t('This value does not fit the header: {0}', subject),
  nonAsciiHeader: (subject) =>
    vscode.l10n.t(
      "Header values must be ASCII: percent-encode a Content-Disposition file name, as in filename*=UTF-8''%E6%96%87.pdf: {0}",
      subject,
    ),
  badVariant: (subject) =>
    vscode.l10n.t(
      'A refresh variant is a path such as /feed.xml, one made with {path}, or a URL at a domain of this mapping, percent-encoded and without "*": {0}',
      subject,
    ),
  duplicateFolder: (subject) => vscode.l10n.t('Another mapping has the same folder: {0}', subject),
  duplicateTarget: (subject) =>
    vscode.l10n.t('Another folder is published to the same bucket and prefix: {0}', subject),
} satisfies Record<MappingProblemKind, (subject: string) => string>;

/** The entry in the Problems view for a refused part of a mapping file. */
export function toDiagnostic(text: string, problem: MappingProblem): vscode.Diagnostic {
  return entryAt(text, problem, sentences[problem.kind](problem.subject), problem.kind);
}

/** The entry for a mapped folder that is not there: no mistake, since build output comes and goes. */
export function toFolderNote(text: string, place: FolderPlace): vscode.Diagnostic {
  const sentence = vscode.l10n.t('There is no folder {0} yet: check its name unless a build makes it', place.folder);
  const note = entryAt(text, place, sentence, 'noFolder');
  note.severity = vscode.DiagnosticSeverity.Information;
  return note;
}

function entryAt(
  text: string,
  { offset, length }: Omit<FolderPlace, 'folder'>,
  sentence: string,
  code: string,
): vscode.Diagnostic {
  const range = new vscode.Range(positionAt(text, offset), positionAt(text, Math.min(offset + length, text.length)));
  const diagnostic = new vscode.Diagnostic(range, sentence);
  diagnostic.source = 'OSS + CDN';
  diagnostic.code = code;
  return diagnostic;
}

function positionAt(text: string, offset: number): vscode.Position {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return new vscode.Position(lines.length - 1, lines.at(-1)?.length ?? 0);
}
