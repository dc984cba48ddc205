import { l10n } from 'vscode';
import type { FolderAsk } from '../../../core/onboarding/run/asks.js';
import { noticeText } from '../../plainText.js';
import { folderText } from './folderText.js';

interface Text {
  readonly row: string;
  readonly sentence?: string;
  readonly detail: string;
}

type Texts = { readonly [K in FolderAsk['kind']]: (ask: Extract<FolderAsk, { kind: K }>) => Text };

/** What the user is asked about the folder to publish, safe in any place. */
export const folderAskTexts: Texts = {
  chooseFolder: ({ gone }) => ({
    row: l10n.t('Choose the folder to publish'),
    ...(gone !== undefined && {
      sentence: l10n.t('This folder does not exist in the open workspace: {0}', noticeText(folderText(gone))),
    }),
    detail: mappingDetail(),
  }),
  publishFolder: ({ folder, left }) => publishTexts[left ?? 'approval'](noticeText(folderText(folder))),
  openFolder: () => ({
    row: l10n.t('Open a folder to publish from'),
    detail: l10n.t('No folder is open in this window. Open the folder of your site to continue the onboarding.'),
  }),
};

/** By what is left to do. */
const publishTexts: Readonly<Record<'approval' | 'consent' | 'upload', (folder: string) => Text>> = {
  approval: (folder) => ({ row: l10n.t('Approve publishing of {0}', folder), detail: mappingDetail() }),
  consent: (folder) => ({
    row: l10n.t('Publish {0}: not allowed yet', folder),
    sentence: l10n.t('Publishing from this folder is not allowed yet, so nothing is uploaded from it'),
    detail: mappingDetail(),
  }),
  upload: (folder) => ({
    row: l10n.t('Publish {0}: nothing uploaded yet', folder),
    sentence: l10n.t('No file of this folder has been uploaded yet; only files saved from now on are'),
    detail: mappingDetail(),
  }),
};

function mappingDetail(): string {
  return l10n.t(
    'Files saved in this folder are uploaded to the bucket and refreshed on CDN. The choice is written to .vscode/oss-cdn.json.',
  );
}
