import { Uri } from 'vscode';
import { type FileFacts, type Judgement, judgeFile } from '../../core/publishing/judgeFile.js';
import { isSourceMap } from '../../core/publishing/mapping/sourceMaps.js';
import { isTrusted } from '../../host/trust.js';
import type { MappedFile } from './mapping/mappingStore.js';
import { consentOf } from './onSaveConsent.js';
import type { Publishing } from './services.js';

type Covered = Omit<MappedFile, 'key'>;

/** Facts to judge besides the file. */
interface JudgeOptions {
  /** Another program changed it, not the editor. */
  readonly isOutside?: boolean;
  /** Requires a known consent; otherwise the user is still to be asked. */
  readonly withConsent?: boolean;
}

/** Judges a file that a mapping covers, without its name and the window. */
export function judgeCovered(publishing: Publishing, file: Covered, isOutside = false): readonly Judgement[] {
  return judgeFile({ ...factsOf(publishing, file, isOutside), isTrusted: !isOutside || isTrusted() });
}

/** Judges any file with its name and the window. A covered file may have no valid key. */
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

/** Returns whether the user publishes the source maps of a file's folder. */
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
