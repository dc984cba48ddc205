import { Uri, WorkspaceEdit, workspace } from 'vscode';
import { l10n } from '../../../core/l10n.js';
import { noticeText } from '../../../core/text/plainText.js';
import { showWarning } from '../../../host/display.js';
import type { CopyQuestion } from './copyQuestion.js';

/** Renames the local file of an object in place of the object. Publishing then follows, as with every rename in the workspace. */
export async function renameLocalFile({ localFile, to }: Pick<CopyQuestion, 'localFile' | 'to'>): Promise<void> {
  if (localFile === undefined || to.name === undefined) return;
  const before = Uri.parse(localFile, true);
  const after = Uri.joinPath(before, '..', to.name);
  const edit = new WorkspaceEdit();
  edit.renameFile(before, after, { overwrite: false });
  if (await workspace.applyEdit(edit)) return;
  void showWarning(l10n.t('The local file was not renamed: {0}', noticeText(workspace.asRelativePath(before))));
}
