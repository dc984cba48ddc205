import { l10n } from '../../core/l10n.js';
import type { AskOf, UserAsk } from '../../core/onboarding/run/asks.js';
import type { RunAnswers } from '../../core/onboarding/run/run.js';
import { showWays } from './askForms.js';
import { autoUpdateQuestions, bindingQuestions } from './binding.js';
import { recordQuestions } from './dns/recordChanges.js';
import { recordByHandQuestions } from './dns/recordsByHand.js';
import { domainQuestions } from './domain.js';
import { edgeQuestions } from './edge.js';
import { folderQuestions } from './folder.js';
import { certificateQuestions } from './https/certificate.js';
import type { AskButton, AskContext, AskText, QuestionsOf, RunQuestion } from './runQuestion.js';
import { serviceQuestions } from './service.js';
import { settingQuestions, siteQuestions } from './site.js';
import { uploadQuestions } from './upload.js';
import { recheckButton } from './ways.js';

const definitions: QuestionsOf<UserAsk> = {
  ...serviceQuestions,
  ...domainQuestions,
  ...edgeQuestions,
  ...uploadQuestions,
  ...recordQuestions,
  ...recordByHandQuestions,
  ...bindingQuestions,
  ...autoUpdateQuestions,
  ...folderQuestions,
  ...certificateQuestions,
  ...settingQuestions,
  ...siteQuestions,
};

/** A current question. */
interface AskedQuestion {
  /** Its texts, safe in any place. */
  text(): AskText;
  /** The ways to continue, the most useful first. */
  ways(context: AskContext): readonly AskButton[];
  /** Asks the user in the right form, and passes the answer on. */
  show(context: AskContext): Promise<void>;
  /** The result of a check that found it undone. */
  missing(): string;
  /** The copyable value of its row; absent without one. */
  copies(): string | undefined;
  /** Whether it is done in a place without a known console page. */
  readonly isElsewhere: boolean;
  /** Whether it is a lasting status, whose row shows its duration. */
  readonly isStatus: boolean;
  /** Whether it changes live DNS after the user agrees. */
  readonly changesDns: boolean;
}

/** The definition of a run's question: its texts, its ways and its actions in any place. */
export function questionOf<K extends UserAsk['kind']>(ask: AskOf<K>): AskedQuestion {
  const definition = definitions[ask.kind] as RunQuestion<AskOf<K>>;
  const text = () => definition.text(ask);
  const ways = (context: AskContext) => definition.ways?.(ask, context) ?? [recheckButton(context)];
  return {
    text,
    ways,
    show: (context) => {
      if (definition.show) return definition.show(ask, context);
      const { row, detail } = text();
      const notes = definition.notes?.(ask, context) ?? detail.split('\n\n');
      return showWays({ title: row, notes, ways: ways(context) }, context);
    },
    missing: () => definition.missing?.(ask) ?? l10n.t('still to do: {0}', text().row),
    copies: () => definition.copies?.(ask),
    isElsewhere: definition.isElsewhere === true,
    isStatus: definition.isStatus === true,
    changesDns: definition.changesDns === true,
  };
}

/**
 * Returns whether answers to one question also answer another one. Only observed fields may differ, such as a status. An
 * answer that approves or leaves something applies exactly to what its question named.
 */
export function answersToo(answers: Partial<RunAnswers>, asked: UserAsk, now: UserAsk): boolean {
  const isExact = answers.approvals !== undefined || answers.left !== undefined;
  const names: readonly string[] = isExact ? ['kind', 'purpose', 'approval', 'leave'] : ['kind', 'purpose'];
  const read = (ask: UserAsk, name: string) => (ask as Readonly<Record<string, unknown>>)[name];
  return names.every((name) => read(asked, name) === read(now, name));
}

/**
 * Returns whether a list for one question still fits the current one: the same has to be done, although observed fields
 * may differ, such as rotating addresses or a RequestId.
 */
export function isStillAsked(asked: UserAsk, now: UserAsk | undefined): boolean {
  return now !== undefined && answersToo({ approvals: {} }, asked, now) && toTask(asked) === toTask(now);
}

function toTask(ask: UserAsk): string {
  const names: readonly string[] = ['error', ...(definitions[ask.kind].observed ?? [])];
  const stable = Object.entries(ask).filter(([name]) => !names.includes(name));
  const refusal = 'error' in ask && ask.error ? [ask.error.kind, ask.error.details.code] : [];
  return JSON.stringify([stable, refusal]);
}
