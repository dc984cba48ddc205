import * as vscode from 'vscode';
import { l10n } from '../../../core/l10n.js';
import { noticeText } from '../../../core/text/plainText.js';
import { executeCommand } from '../../../host/commandIds.js';
import { chooseRow, showInformation, showWarning } from '../../../host/display.js';
import { requireTrust } from './editMapping.js';
import { foldersOnDisk, mappingUri, parseMappings, readText } from './mappingFile.js';

interface Row extends vscode.QuickPickItem {
  readonly uri: vscode.Uri;
  readonly folder: string;
}

/** Adds rules to a mapping that let browsers cache assets with a hash in their name and revalidate pages. Saving is left to the user. */
export async function addCacheRules(): Promise<void> {
  requireTrust();
  const row = await chooseMapping();
  const images = row && (await chooseImageCache());
  if (!images) return;
  const document = await vscode.workspace.openTextDocument(row.uri);
  const { addCacheRulesTo } = await import('../../../core/publishing/mapping/editMapping.js');
  const before = document.getText();
  const comment = l10n.t('File names with a hash: their content never changes');
  const after = addCacheRulesTo(before, row.folder, { comment, ...images.rule });
  const editor = await vscode.window.showTextDocument(document);
  if (after === before) {
    void showInformation(l10n.t('This mapping already has Cache-Control rules: {0}', noticeText(row.label)));
    return;
  }
  const whole = new vscode.Range(document.positionAt(0), document.positionAt(before.length));
  await editor.edit((edit) => edit.replace(whole, after));
  const save = l10n.t('Save');
  const told = l10n.t('Cache rules added. Save the file to apply them from the next publish on');
  if ((await showInformation(told, save)) === save) await document.save();
}

interface ImageRow extends vscode.QuickPickItem {
  readonly rule: { readonly imageMaxAge?: number };
}

/** Asks how long browsers may cache images without a hash: a changed one keeps its name, so only the user knows. */
function chooseImageCache(): Thenable<ImageRow | undefined> {
  const day = 86_400;
  const rows: readonly ImageRow[] = [
    {
      label: l10n.t('1 Day'),
      description: l10n.t('recommended'),
      detail: l10n.t('Browsers may show an old image for up to a day'),
      rule: { imageMaxAge: day },
    },
    {
      label: l10n.t('30 Days'),
      detail: l10n.t('Browsers may show an old image for up to 30 days, unless its name changes'),
      rule: { imageMaxAge: 30 * day },
    },
    {
      label: l10n.t('No Rule'),
      detail: l10n.t('Each browser decides how long it keeps images'),
      rule: {},
    },
  ];
  return chooseRow(rows, {
    title: l10n.t('Add Cache Rules'),
    placeHolder: l10n.t('How long browsers keep images without a hash in their names'),
  });
}

async function chooseMapping(): Promise<Row | undefined> {
  const lists = await Promise.all(foldersOnDisk().map(listMappings));
  const rows = lists.flat();
  if (rows.length === 0) {
    const choose = l10n.t('Choose a Bucket…');
    const told = l10n.t('No folder of this workspace is published to a bucket yet');
    if ((await showWarning(told, choose)) === choose) await executeCommand('ossCdn.publishFolderHere', undefined);
    return undefined;
  }
  if (rows.length === 1) return rows[0];
  return chooseRow(rows, {
    title: l10n.t('Add Cache Rules'),
    placeHolder: l10n.t('Choose the mapped folder'),
  });
}

async function listMappings(folder: vscode.WorkspaceFolder): Promise<readonly Row[]> {
  const uri = mappingUri(folder);
  const { mappings } = await parseMappings((await readText(uri)) ?? '');
  return mappings.map((mapping) => ({
    uri,
    folder: mapping.folder,
    label: mapping.folder || folder.name,
    description: `${mapping.bucket.name}/${mapping.prefix}`,
  }));
}
