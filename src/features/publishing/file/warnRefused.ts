import * as vscode from 'vscode';
import { executeCommand } from '../../../host/commandIds.js';
import { showWarning } from '../../../host/display.js';
import { noticeText } from '../../../host/plainText.js';
import { countText } from '../../../host/text/bucketText.js';
import { leftOutText } from '../publishFiles.js';
import type { RefusedTargets } from './selectedFiles.js';

/** Warns once of each reason for which nothing of a target is published; offers the mapping file where that decides. */
export function warnRefused({ unmapped, emptyFolder, missingFile, leftOut }: RefusedTargets): void {
  if (unmapped.length > 0) offerMapping(textOf('unmapped', unmapped));
  if (emptyFolder.length > 0) offerMapping(textOf('emptyFolder', emptyFolder));
  if (missingFile.length > 0) void showWarning(textOf('missingFile', missingFile));
  if (leftOut.length > 0) void showWarning(leftOutText(leftOut));
}

/** Warns that no file is open. */
export function warnNothingOpen(): void {
  offerMapping(vscode.l10n.t('Open a file of a mapped folder first'));
}

function offerMapping(message: string): void {
  const open = vscode.l10n.t('Open Mapping File');
  void showWarning(message, open).then((chosen) => {
    if (chosen === open) void executeCommand('ossCdn.openMapping');
  });
}

interface RefusalText {
  one(name: string): string;
  several(name: string, others: string): string;
}

const texts: Readonly<Record<Exclude<keyof RefusedTargets, 'leftOut'>, RefusalText>> = {
  unmapped: {
    one: (name) => vscode.l10n.t('No mapping covers this: {0}', name),
    several: (name, others) => vscode.l10n.t('No mapping covers {0} and {1} more', name, others),
  },
  emptyFolder: {
    one: (name) =>
      vscode.l10n.t('The mapping publishes no file in this folder. Add files or change the mapping: {0}', name),
    several: (name, others) =>
      vscode.l10n.t('The mapping publishes no file in {0} and {1} more. Add files or change the mapping', name, others),
  },
  missingFile: {
    one: (name) => vscode.l10n.t('No local file for this object. Restore the file, then publish it: {0}', name),
    several: (name, others) =>
      vscode.l10n.t('No local files for {0} and {1} more. Restore the files, then publish them', name, others),
  },
};

function textOf(reason: keyof typeof texts, [first = '', ...others]: readonly string[]): string {
  const name = noticeText(first);
  return others.length === 0 ? texts[reason].one(name) : texts[reason].several(name, countText(others.length));
}
