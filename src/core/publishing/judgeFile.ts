import { l10n } from '../l10n.js';
import { countText } from '../text/countText.js';
import { noticeText } from '../text/plainText.js';
import type { ConsentState } from './mapping/consent.js';
import type { FileRules } from './mapping/fileRules.js';
import type { Mapping } from './mapping/mapping.js';
import { isNeverUploaded } from './mapping/neverUpload.js';
import { isSourceMap } from './mapping/sourceMaps.js';

/** The reason why a changed file is not published automatically. With `paused` the change is only held until the user resumes publishing. */
export type Stop =
  | { readonly kind: PlainStop }
  /** The file matches this glob in the `exclude` list of its mapping. */
  | { readonly kind: 'excluded'; readonly glob: string };

type PlainStop =
  | 'untrusted'
  | 'unmapped'
  /** No valid mapping covers the file, but part of a mapping file is invalid, so that the mapping may be there. */
  | 'invalidMapping'
  | 'off'
  | 'neverUploaded'
  | 'notIncluded'
  | 'sourceMap'
  | 'unwatched'
  /** The name of the file does not give a valid object key. */
  | 'unnamed'
  | 'signedOut'
  | 'declined'
  | 'never'
  | 'unasked'
  /** The user agreed for another account, or to a former version of the mapping. */
  | 'otherConsent'
  | 'paused';

/** The known facts about a changed file. Facts that are absent are not judged. */
export interface FileFacts {
  readonly isTrusted: boolean;
  /** Whether part of a mapping file is invalid. */
  readonly hasProblems: boolean;
  /** The mapping that covers the file. Absent if there is none. */
  readonly mapped?: {
    readonly mapping: Pick<Mapping, 'onSave'>;
    /** The POSIX path of the file, relative to the workspace folder (`label`) and to the mapped folder (`inside`). */
    readonly label: string;
    readonly inside: string;
    readonly rules: FileRules;
    /** Whether the name of the file gives a valid object key. */
    readonly isNamed: boolean;
  };
  /** Whether another program, not the editor, changed the file. */
  readonly isOutside?: boolean;
  /** Whether the user wants the source maps of this folder to be published. */
  readonly withSourceMaps: boolean;
  /** The state of the window. Absent if only the file is judged. For the consent `other`, see `otherConsent` in `Stop`. */
  readonly session?: {
    readonly isSignedIn: boolean;
    readonly consent?: ConsentState | 'other';
    readonly isPaused: boolean;
  };
}

/** One of the criteria for automatic publishing, listed in the order in which `judgeFile` checks them. */
export type Judge =
  | 'trust'
  | 'mapping'
  | 'mode'
  | 'never'
  | 'globs'
  | 'sourceMaps'
  | 'watch'
  | 'name'
  | 'account'
  | 'consent'
  | 'pause';

/** The verdict on one criterion. Without `stop` the criterion is met. */
export interface Judgement {
  readonly judge: Judge;
  readonly stop?: Stop;
}

/** Checks each criterion for publishing a changed file automatically. This is the only place that decides whether a file is published. */
export function judgeFile(facts: FileFacts): readonly Judgement[] {
  const { isTrusted, mapped, hasProblems } = facts;
  const trust = judgement('trust', !isTrusted && 'untrusted');
  // Nothing is read before trust.
  if (!isTrusted) return [trust];
  const mapping = judgement('mapping', !mapped && (hasProblems ? 'invalidMapping' : 'unmapped'));
  return [trust, mapping, ...(mapped ? judgeMapped(mapped, facts) : []), ...judgeSession(facts)];
}

/** Returns the reason of the first criterion that is not met, which is the one shown to the user. `undefined` if all criteria are met. */
export function findStop(judgements: readonly Judgement[]): Stop | undefined {
  return judgements.find(({ stop }) => stop !== undefined)?.stop;
}

function judgement(judge: Judge, stop: PlainStop | false | undefined): Judgement {
  return stop ? { judge, stop: { kind: stop } } : { judge };
}

function judgeMapped(
  { mapping, label, inside, rules, isNamed }: NonNullable<FileFacts['mapped']>,
  { isOutside = false, withSourceMaps }: FileFacts,
): readonly Judgement[] {
  const ofOutside = isOutside
    ? [
        judgement('sourceMaps', isSourceMap(inside) && !withSourceMaps && 'sourceMap'),
        judgement('watch', !rules.watches(inside) && 'unwatched'),
      ]
    : [];
  return [
    judgement('mode', mapping.onSave === 'off' && 'off'),
    judgement('never', isNeverUploaded(label) && 'neverUploaded'),
    judgeGlobs(inside, rules),
    ...ofOutside,
    judgement('name', !isNamed && 'unnamed'),
  ];
}

function judgeGlobs(inside: string, rules: FileRules): Judgement {
  if (rules.includes(inside)) return { judge: 'globs' };
  const glob = rules.excludedBy(inside);
  return { judge: 'globs', stop: glob === undefined ? { kind: 'notIncluded' } : { kind: 'excluded', glob } };
}

const refusals = {
  given: undefined,
  declined: 'declined',
  never: 'never',
  unknown: 'unasked',
  other: 'otherConsent',
} as const;

function judgeSession({ session, mapped }: FileFacts): readonly Judgement[] {
  if (!session) return [];
  const { isSignedIn, consent, isPaused } = session;
  return [
    judgement('account', !isSignedIn && 'signedOut'),
    ...(mapped && isSignedIn && consent !== undefined ? [judgement('consent', refusals[consent])] : []),
    judgement('pause', isPaused && 'paused'),
  ];
}

/** Returns the message about files whose names do not give a valid object key. */
export function leftOutText([first = '', ...others]: readonly string[]): string {
  return l10n.t(
    'Not published because the name is not UTF-8 or too long for an object. Rename the files to publish them. Files: {0}, the first: {1}',
    countText(1 + others.length),
    noticeText(first),
  );
}

const stopTexts = {
  untrusted: () => l10n.t('Nothing is published from an untrusted workspace'),
  unmapped: (label) => l10n.t('No mapping covers this: {0}', noticeText(label)),
  invalidMapping: () =>
    l10n.t('.vscode/oss-cdn.json has invalid entries, which are not published: see the Problems view'),
  off: () => l10n.t('`onSave` of the mapping is off: its files are published by Publish File and Publish Folder alone'),
  neverUploaded: (label) =>
    l10n.t('This file may contain secrets or local state and is never published: {0}', noticeText(label)),
  notIncluded: () => l10n.t('`include` of the mapping does not name this file'),
  unnamed: (label) => leftOutText([label]),
  sourceMap: () => l10n.t('Source maps that another program writes are left out: Publish Folder offers to select them'),
  unwatched: () =>
    l10n.t('Changes by other programs are not published: `watch` of the mapping does not name this file'),
  signedOut: () => l10n.t('Sign in to publish files on save'),
  declined: () => l10n.t('Nothing is published on save because you declined it'),
  never: () => l10n.t('Nothing is published on save because you chose never to be asked for this folder'),
  unasked: () => l10n.t('You have not agreed yet to publish from this folder: you are asked at the next save'),
  otherConsent: () =>
    l10n.t('You agreed for another account or mapping, not for this one: you are asked at the next save'),
  paused: () => l10n.t('Publishing is paused. Saved files are on hold until you resume it'),
} satisfies Record<PlainStop, (label: string) => string>;

/** Returns the message why a file is not published. `label` is its path in the workspace. */
export function stopText(stop: Stop, label: string): string {
  return stop.kind === 'excluded'
    ? l10n.t('`exclude` of the mapping leaves this file out: {0}', noticeText(stop.glob))
    : stopTexts[stop.kind](label);
}
