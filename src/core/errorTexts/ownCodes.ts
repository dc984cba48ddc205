import { l10n } from '../l10n.js';
import { type CodeTable, ofKind } from './codeRow.js';

/** The meanings of this extension's own codes, which distinguish errors of one kind. */
export const ownCodes: CodeTable = {
  UnsupportedMode: ofKind('badFile', () =>
    l10n.t(
      'This profile mode is not supported: use a profile of mode AK or StsToken, or temporary keys in the environment variables',
    ),
  ),
  mappingConflict: ofKind('badFile', () =>
    l10n.t('Another mapping has this folder or its place in the bucket: choose another one'),
  ),
  mappingTooLarge: ofKind('badFile', () =>
    l10n.t('A mapping file has at most 256 KB: split the workspace or remove mappings'),
  ),
  notRegular: ofKind('badFile', () =>
    l10n.t('This is not a regular file and is not read: replace it with a regular file'),
  ),
  outside: ofKind('badFile', () =>
    l10n.t(
      'A link leads this folder out of the workspace, so it is not read: replace it with a folder of the workspace',
    ),
  ),
  tooManyLinks: ofKind('badFile', () =>
    l10n.t('Links in this folder lead to the same folders again and again: remove links between folders and try again'),
  ),
  untrusted: ofKind('badFile', () =>
    l10n.t('This workspace is not trusted, so its mapping is not read or changed: trust the workspace first'),
  ),
  uploadDomainNotBound: ofKind('invalidInput', () =>
    l10n.t('The upload domain is not bound to the bucket or is disabled: bind it in OSS or correct the mapping'),
  ),
  uploadDomainIsCdn: ofKind('invalidInput', () =>
    l10n.t('The upload domain is accelerated by CDN, which does not accept uploads: choose another domain'),
  ),
  headerValue: ofKind('invalidInput', () =>
    l10n.t('This header contains characters that cannot be sent: correct its value and try again'),
  ),
  changedSince: ofKind('invalidInput', () =>
    l10n.t('This was changed elsewhere in the meantime and is left as it is: check it and try again'),
  ),
  symbolicLink: ofKind('invalidInput', () =>
    l10n.t('The object is a symbolic link, whose headers belong to its target: change the target instead'),
  ),
  hiddenHeader: ofKind('invalidInput', () =>
    l10n.t(
      'OSS does not tell the Content-Disposition of the object at its default domain, so it would be lost: use the OSS console for this object',
    ),
  ),
  noVersionLeft: ofKind('invalidInput', () =>
    l10n.t('Only delete markers are left of the object, so it cannot be brought back: upload it again'),
  ),
  PathTooLong: ofKind('invalidInput', () =>
    l10n.t(
      'CDN does not accept URLs with a path longer than 1,024 characters: shorten the path or refresh its directory',
    ),
  ),
};
