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

/** A question that a run asks now, with its definition applied. */
interface AskedQuestion {
  /** Returns the texts of the question, made safe for any place. */
  text(): AskText;
  /** Returns the ways to continue, the most useful first. */
  ways(context: AskContext): readonly AskButton[];
  /** Asks the user in the form that fits the question, and passes the answer on. */
  show(context: AskContext): Promise<void>;
  /** Describes the result of a check that found that the user has not done it yet. */
  missing(): string;
  /** Returns the value that the row of the question copies. Returns `undefined` if there is none. */
  copies(): string | undefined;
  /** Whether the user does it in a place for which no console page is known. */
  readonly isElsewhere: boolean;
  /** Whether the question is a lasting status, whose row shows how long it has lasted. */
  readonly isStatus: boolean;
  /** Whether it changes live DNS once the user agrees. */
  readonly changesDns: boolean;
}

/** Returns the definition of a run's question: its texts, and the ways and actions that are offered wherever it is shown. */
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
 * Returns whether answers to the question `asked` also answer the question `now`. Only observed fields, such as a status, may differ. An answer that
 * approves or leaves something applies only to exactly what its question named.
 */
export function answersToo(answers: Partial<RunAnswers>, asked: UserAsk, now: UserAsk): boolean {
  const isExact = answers.approvals !== undefined || answers.left !== undefined;
  const names: readonly string[] = isExact ? ['kind', 'purpose', 'approval', 'leave'] : ['kind', 'purpose'];
  const read = (ask: UserAsk, name: string) => (ask as Readonly<Record<string, unknown>>)[name];
  return names.every((name) => read(asked, name) === read(now, name));
}

/**
 * Returns whether what is shown for the question `asked` still fits the question `now`: the user has to do the same, although observed fields such as
 * rotating addresses or a RequestId may differ.
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
