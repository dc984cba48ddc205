import { l10n, Uri } from 'vscode';
import { type FileFacts, type Judgement, judgeFile, type Stop } from '../../core/publishing/judgeFile.js';
import { isSourceMap } from '../../core/publishing/mapping/sourceMaps.js';
import { countText } from '../../core/text/countText.js';
import { noticeText } from '../../core/text/plainText.js';
import { isTrusted } from '../../host/trust.js';
import type { MappedFile } from './mapping/mappingStore.js';
import { consentOf } from './onSaveConsent.js';
import type { Publishing } from './services.js';

type Covered = Omit<MappedFile, 'key'>;

/** Circumstances that are judged besides the file itself. */
interface JudgeOptions {
  /** Another program has changed it, rather than the editor. */
  readonly isOutside?: boolean;
  /** A known consent counts: otherwise the user is still to be asked. */
  readonly withConsent?: boolean;
}

/** Judges a file that a mapping covers, whatever its name is, and whatever the window is like. */
export function judgeCovered(publishing: Publishing, file: Covered, isOutside = false): readonly Judgement[] {
  return judgeFile({ ...factsOf(publishing, file, isOutside), isTrusted: !isOutside || isTrusted() });
}

/** The same of any file, with its name and the window. A mapping may cover one that is no `file`, since no object can have its name. */
export function judgeWhole(
  publishing: Publishing,
  uri: Uri,
  found: MappedFile | undefined,
  { isOutside = false, withConsent = false }: JudgeOptions = {},
): readonly Judgement[] {
  const { deps, pause, mappingStore } = publishing;
  // Nothing is read before trust.
  const file = found ?? (isTrusted() ? mappingStore.getLeftOut(uri) : undefined);
  const facts: Partial<FileFacts> = file ? factsOf(publishing, file, isOutside) : {};
  const { mapped } = facts;
  const known = file && withConsent ? consentOf(publishing, file) : undefined;
  const isSignedIn = deps.session.account !== undefined;
  return judgeFile({
    withSourceMaps: false,
    ...facts,
    isTrusted: isTrusted(),
    hasProblems: mappingStore.hasProblems,
    ...(mapped && { mapped: { ...mapped, isNamed: found !== undefined } }),
    session: { isSignedIn, isPaused: pause.isOn, ...(known && { consent: known }) },
  });
}

/** Whether the user publishes the source maps of the folder that a file is in. */
export function hasSourceMaps(
  { sourceMaps }: Pick<Publishing, 'sourceMaps'>,
  { folder, mapping }: Pick<MappedFile, 'folder' | 'mapping'>,
): boolean {
  return sourceMaps.get(Uri.joinPath(folder.uri, mapping.folder).toString()) === 'published';
}

function factsOf(publishing: Publishing, file: Covered, isOutside: boolean): Omit<FileFacts, 'isTrusted'> {
  const { mapping, label, inside } = file;
  const { mappingStore } = publishing;
  const withSourceMaps = isOutside && isSourceMap(inside) && hasSourceMaps(publishing, file);
  const mapped = { mapping, label, inside, rules: mappingStore.rulesOf(mapping), isNamed: true };
  return { hasProblems: false, mapped, isOutside, withSourceMaps };
}

/** Which files cannot be published under any name. */
export function leftOutText([first = '', ...others]: readonly string[]): string {
  return l10n.t(
    'Not published because the name is not UTF-8 or too long for an object. Rename the files to publish them. Files: {0}, the first: {1}',
    countText(1 + others.length),
    noticeText(first),
  );
}

/** The reason why a file is not published, in words; `label` is its name in the workspace. */
export function stopText(stop: Stop, label: string): string {
  switch (stop.kind) {
    case 'untrusted':
      return l10n.t('Nothing is published from an untrusted workspace');
    case 'unmapped':
      return l10n.t('No mapping covers this: {0}', noticeText(label));
    case 'invalidMapping':
      return l10n.t('.vscode/oss-cdn.json has invalid entries, which are not published: see the Problems view');
    case 'off':
      return l10n.t('`onSave` of the mapping is off: its files are published by Publish File and Publish Folder alone');
    case 'neverUploaded':
      return l10n.t('This file may contain secrets or local state and is never published: {0}', noticeText(label));
    case 'notIncluded':
      return l10n.t('`include` of the mapping does not name this file');
    case 'excluded':
      return l10n.t('`exclude` of the mapping leaves this file out: {0}', noticeText(stop.glob));
    case 'unnamed':
      return leftOutText([label]);
    default:
      return windowStopText(stop.kind);
  }
}

function windowStopText(
  kind: Exclude<
    Stop['kind'],
    'untrusted' | 'unmapped' | 'invalidMapping' | 'off' | 'neverUploaded' | 'notIncluded' | 'excluded' | 'unnamed'
  >,
): string {
  switch (kind) {
    case 'sourceMap':
      return l10n.t('Source maps that another program writes are left out: Publish Folder offers to select them');
    case 'unwatched':
      return l10n.t('Changes by other programs are not published: `watch` of the mapping does not name this file');
    case 'signedOut':
      return l10n.t('Sign in to publish files on save');
    case 'declined':
      return l10n.t('Nothing is published on save because you declined it');
    case 'never':
      return l10n.t('Nothing is published on save because you chose never to be asked for this folder');
    case 'unasked':
      return l10n.t('You have not agreed yet to publish from this folder: you are asked at the next save');
    case 'otherConsent':
      return l10n.t('You agreed for another account or mapping, not for this one: you are asked at the next save');
    case 'paused':
      return l10n.t('Publishing is paused. Saved files are on hold until you resume it');
  }
}
