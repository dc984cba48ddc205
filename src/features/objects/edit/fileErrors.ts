import { FileSystemError } from 'vscode';
import { deniedKinds, type ErrorKind, isErrorOf, toAppError } from '../../../core/errors.js';
import { errorText } from '../../../core/errorTexts/errorText.js';
import { l10n } from '../../../core/l10n.js';

/** Failures that the same request would have again. */
const lasting: readonly ErrorKind[] = [
  ...deniedKinds,
  'badFile',
  'invalidInput',
  'objectLocked',
  'objectArchived',
  'overwriteForbidden',
];

/** Converts an error to the one that VS Code expects of a file system, with our sentence as its message. */
export function toFileError(caught: unknown): FileSystemError {
  if (caught instanceof FileSystemError) return caught;
  const error = toAppError(caught);
  if (error.kind === 'cancelled') return FileSystemError.Unavailable(l10n.t('Nothing was saved'));
  const text = errorText(error);
  if (isErrorOf(error, 'noSuchObject')) return FileSystemError.FileNotFound(text);
  return isErrorOf(error, ...lasting) ? FileSystemError.NoPermissions(text) : FileSystemError.Unavailable(text);
}
