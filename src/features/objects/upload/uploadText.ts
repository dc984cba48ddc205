import type { AppError } from '../../../core/errors.js';
import { errorTextWithoutSubject } from '../../../core/errorTexts/errorText.js';
import { l10n } from '../../../core/l10n.js';
import { lookUp } from '../../../core/lookUp.js';
import { accessText, versioningText } from '../../../core/oss/bucketText.js';
import type { FileProblem, RefusedFile, UploadPlace } from '../../../core/publishing/byHand/collectFiles.js';
import type { UploadResult } from '../../../core/publishing/byHand/uploadObjects.js';
import { secretText } from '../../../core/publishing/secrets/secretText.js';
import { countText, shorten, sizeText } from '../../../core/text/countText.js';
import { firstNamesText, wholeName } from '../../../core/text/firstNamesText.js';
import { noticeText } from '../../../core/text/plainText.js';
import { quoted, quotedLines } from '../../../core/text/visibleText.js';
import { showWarning } from '../../../host/display.js';
import { type ChangeOutlook, cachedCopiesText } from '../changeOutlook.js';
import { placeText } from '../objectPlace.js';
import type { UploadPlan } from './uploadPlan.js';

/** The most files that a notification or a part of the question names. */
const namedAtMost = 3;

const problems = {
  neverUploaded: () => l10n.t('files with this name are never uploaded'),
  secret: () => l10n.t('the content looks like a secret'),
  name: () => l10n.t('OSS does not accept the name'),
  sameName: () => l10n.t('another file has the same name'),
  outside: () => l10n.t('a link leads out of the folder'),
  gone: () => l10n.t('the file is no longer on disk'),
  unreadable: () => l10n.t('the file cannot be read'),
} satisfies Record<FileProblem, () => string>;

/** Describes why no file can be uploaded. */
export function nothingToUploadText(plan: UploadPlan): string {
  const { same, refused } = plan;
  if (refused.length > 0)
    return [l10n.t('Not uploaded: {0}', refusedNames(refused)), leftOutText(plan)].filter(Boolean).join(' · ');
  if (same > 0) return l10n.t('Nothing to upload: the bucket already has these files with the same content');
  return [l10n.t('Nothing to upload: the folder has no files'), leftOutText(plan)].filter(Boolean).join(' · ');
}

/** Shows the upload and its consequences. Resolves to `undefined` if the user cancels. */
export async function confirmUpload(
  plan: UploadPlan,
  outlook: ChangeOutlook,
): Promise<'uploadOnly' | 'uploadAndRefresh' | undefined> {
  const { uploads, size, place } = plan;
  const count = countText(uploads.length);
  const to = `${place.bucket.name}/${place.prefix}`;
  const question = l10n.t('Upload files: {0} ({1}) to {2}?', count, sizeText(size), quoted(to));
  const names = uploads.map(({ publication }) => publication.key.slice(place.prefix.length));
  const detail = [
    wholeName(to),
    firstNamesText(names),
    accessLine(outlook),
    replacedText(outlook, place),
    plan.same > 0 ? l10n.t('Already in the bucket with the same content: {0}', countText(plan.same)) : '',
    refusedText(plan.refused),
    leftOutText(plan),
  ];
  const isServed = outlook.keys.length > 0 && outlook.serving?.refresh !== undefined;
  const [alone, both] = [l10n.t('Upload Only'), l10n.t('Upload and Refresh CDN')];
  const options = { modal: true, detail: detail.filter(Boolean).join('\n\n') };
  const chosen = await showWarning(question, options, ...(isServed ? [both, alone] : [l10n.t('Upload')]));
  if (chosen === undefined) return undefined;
  return chosen === both ? 'uploadAndRefresh' : 'uploadOnly';
}

function accessLine({ info }: ChangeOutlook): string {
  if (!info) return l10n.t('Whether the bucket is public could not be checked.');
  if (info.publicAccessBlocked || info.acl === 'private') return '';
  return l10n.t('Anyone can read the uploaded objects: the access of the bucket is {0}.', accessText(info));
}

/** Describes the objects that are overwritten: whether they can be restored, which cached copies CDN has, and whether publishing writes the same objects. */
function replacedText(outlook: ChangeOutlook, { prefix }: UploadPlace): string {
  const { keys, mapped } = outlook;
  if (keys.length === 0) return '';
  const names = firstNamesText(
    keys.map((key) => key.slice(prefix.length)),
    namedAtMost,
  );
  const replaced = l10n.t('Existing objects that are overwritten: {0}', countText(keys.length));
  const parts = [[replaced, names, versioningText(outlook.info)].join('\n'), cachedCopiesText(outlook)];
  if (mapped === undefined)
    parts.push(l10n.t('Whether folders of this workspace are published here could not be checked.'));
  else if (mapped > 0)
    parts.push(
      l10n.t(
        'Folders of this workspace are published here: the next publish of files of these names overwrites them again. Objects: {0}',
        countText(mapped),
      ),
    );
  return parts.filter(Boolean).join('\n\n');
}

function refusedText(refused: readonly RefusedFile[]): string {
  if (refused.length === 0) return '';
  const { shown, more } = shorten(refused, namedAtMost);
  const lines = shown.map((each) => refusedLine(each, quotedLines(each.name)));
  return [l10n.t('Files that are not uploaded: {0}', countText(refused.length)), ...lines, ...more].join('\n');
}

function refusedLine({ name, problem, secret }: RefusedFile, shown = quoted(name)): string {
  const why =
    problem === 'secret' && secret ? l10n.t('looks like a secret ({0})', secretText(secret)) : problems[problem]();
  return l10n.t('{0}: {1}', shown, why);
}

function leftOutText({ leftOut }: Pick<UploadPlan, 'leftOut'>): string {
  return leftOut > 0 ? l10n.t('Folders left out, such as .git and node_modules: {0}', countText(leftOut)) : '';
}

/** Describes the result of an upload on one line. */
export function uploadEndText({ place, uploads, refused }: UploadPlan, result: UploadResult): string {
  const [done, all] = [countText(result.done.length), countText(uploads.length + refused.length)];
  const to = placeText(place);
  const failures = [
    ...result.failures.map(({ item, error }) =>
      l10n.t('{0}: {1}', quoted(item.publication.key.slice(place.prefix.length)), failureText(error, item.etag)),
    ),
    ...refused.map((each) => refusedLine(each)),
  ];
  const { shown, more } = shorten(failures, namedAtMost, result.remaining.length);
  const names = [...shown, ...more].join('; ');
  if (result.cancelled && failures.length === 0)
    return l10n.t('Upload canceled. {0} of {1} objects were uploaded to {2}', done, all, to);
  if (result.cancelled)
    return l10n.t('Upload canceled. {0} of {1} objects were uploaded to {2}. Not uploaded: {3}', done, all, to, names);
  if (failures.length > 0) return l10n.t('Uploaded {0} of {1} objects to {2}. Not uploaded: {3}', done, all, to, names);
  const [only] = uploads;
  if (uploads.length === 1 && only)
    return l10n.t(
      'Uploaded: {0} ({1})',
      noticeText(`${place.bucket.name}/${only.publication.key}`),
      sizeText(result.bytes),
    );
  return l10n.t('Uploaded {0} objects ({1}) to {2}', done, sizeText(result.bytes), to);
}

function refusedNames(refused: readonly RefusedFile[]): string {
  const { shown, more } = shorten(refused, namedAtMost);
  return [...shown.map((each) => refusedLine(each)), ...more].join('; ');
}

/** Describes a file that is not uploaded, and why. */
export function notUploadedText(name: string, error: AppError): string {
  return l10n.t('{0}: {1}', quoted(name), failureText(error, undefined));
}

function failureText(error: AppError, etag: string | undefined): string {
  const { kind, details } = error;
  if (kind === 'objectExists')
    return etag === undefined
      ? l10n.t('an object with this name was created meanwhile')
      : l10n.t('the object was changed meanwhile');
  if (kind !== 'badFile') return errorTextWithoutSubject(error);
  if (details.secret) return l10n.t('looks like a secret ({0})', secretText(details.secret));
  if (details.code === 'changed') return l10n.t('the file was changed during the upload');
  return (lookUp(problems, details.code ?? '') ?? problems.unreadable)();
}
