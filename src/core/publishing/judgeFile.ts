import { l10n } from '../l10n.js';
import { countText } from '../text/countText.js';
import { noticeText } from '../text/plainText.js';
import type { ConsentState } from './mapping/consent.js';
import type { FileRules } from './mapping/fileRules.js';
import type { Mapping } from './mapping/mapping.js';
import { isNeverUploaded } from './mapping/neverUpload.js';
import { isSourceMap } from './mapping/sourceMaps.js';

/** Why a change of a file is not published automatically; `paused` only holds it. */
export type Stop =
  | { readonly kind: PlainStop }
  /** By this glob of the mapping's `exclude`. */
  | { readonly kind: 'excluded'; readonly glob: string };

type PlainStop =
  | 'untrusted'
  | 'unmapped'
  /** No valid mapping covers it, and part of a mapping file is invalid. */
  | 'invalidMapping'
  | 'off'
  | 'neverUploaded'
  | 'notIncluded'
  | 'sourceMap'
  | 'unwatched'
  /** It has no valid key. */
  | 'unnamed'
  | 'signedOut'
  | 'declined'
  | 'never'
  | 'unasked'
  /** The user agreed for another account, or to a former version of the mapping. */
  | 'otherConsent'
  | 'paused';

/** The facts of a changed file; absent ones are not judged. */
export interface FileFacts {
  readonly isTrusted: boolean;
  /** Part of a mapping file is invalid. */
  readonly hasProblems: boolean;
  /** The mapping that covers it. */
  readonly mapped?: {
    readonly mapping: Pick<Mapping, 'onSave'>;
    /** Relative to the workspace folder and to the mapped folder, POSIX. */
    readonly label: string;
    readonly inside: string;
    readonly rules: FileRules;
    /** It has a valid key. */
    readonly isNamed: boolean;
  };
  /** Another program changed it, not the editor. */
  readonly isOutside?: boolean;
  /** The user wants the source maps of its folder published. */
  readonly withSourceMaps: boolean;
  /** The state of the window, if that is judged too; `other` as in `otherConsent`. */
  readonly session?: {
    readonly isSignedIn: boolean;
    readonly consent?: ConsentState | 'other';
    readonly isPaused: boolean;
  };
}

/** A criterion, in the order of `judgeFile`. */
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

/** The result of one judge; without a stop it has no objection. */
export interface Judgement {
  readonly judge: Judge;
  readonly stop?: Stop;
}

/** Judges whether a change of a file is published automatically. The only place that decides this. */
export function judgeFile(facts: FileFacts): readonly Judgement[] {
  const { isTrusted, mapped, hasProblems } = facts;
  const trust = judgement('trust', !isTrusted && 'untrusted');
  // Nothing is read before trust.
  if (!isTrusted) return [trust];
  const mapping = judgement('mapping', !mapped && (hasProblems ? 'invalidMapping' : 'unmapped'));
  return [trust, mapping, ...(mapped ? judgeMapped(mapped, facts) : []), ...judgeSession(facts)];
}

/** The first stop, which is the reason. */
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

/** The files that cannot be published under any name. */
export function leftOutText([first = '', ...others]: readonly string[]): string {
  return l10n.t(
    'Not published because the name is not UTF-8 or too long for an object. Rename the files to publish them. Files: {0}, the first: {1}',
    countText(1 + others.length),
    noticeText(first),
  );
}

/** Why a file is not published; `label` is its name in the workspace. */
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
