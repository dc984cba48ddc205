import { l10n } from '../l10n.js';
import { type CodeTable, means } from './codeRow.js';

/** Codes of this extension, which tell apart what is of one kind. */
export const ownCodes: CodeTable = {
  UnsupportedMode: means('badFile', () =>
    l10n.t(
      'This profile mode is not supported: use a profile of mode AK or StsToken, or temporary keys in the environment variables',
    ),
  ),
  mappingConflict: means('badFile', () =>
    l10n.t('Another mapping has this folder or its place in the bucket: choose another one'),
  ),
  mappingTooLarge: means('badFile', () =>
    l10n.t('A mapping file has at most 256 KB: split the workspace or remove mappings'),
  ),
  notRegular: means('badFile', () =>
    l10n.t('This is not a regular file and is not read: replace it with a regular file'),
  ),
  outside: means('badFile', () =>
    l10n.t(
      'A link leads this folder out of the workspace, so it is not read: replace it with a folder of the workspace',
    ),
  ),
  tooManyLinks: means('badFile', () =>
    l10n.t('Links in this folder lead to the same folders again and again: remove links between folders and try again'),
  ),
  untrusted: means('badFile', () =>
    l10n.t('This workspace is not trusted, so its mapping is not read or changed: trust the workspace first'),
  ),
  uploadDomainNotBound: means('invalidInput', () =>
    l10n.t('The upload domain is not bound to the bucket or is disabled: bind it in OSS or correct the mapping'),
  ),
  uploadDomainIsCdn: means('invalidInput', () =>
    l10n.t('The upload domain is accelerated by CDN, which does not accept uploads: choose another domain'),
  ),
  headerValue: means('invalidInput', () =>
    l10n.t('This header contains characters that cannot be sent: correct its value and try again'),
  ),
  PathTooLong: means('invalidInput', () =>
    l10n.t(
      'CDN does not accept URLs with a path longer than 1,024 characters: shorten the path or refresh its directory',
    ),
  ),
};
