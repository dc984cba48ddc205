import { l10n } from '../../core/l10n.js';
import type { AskOf, UserAsk } from '../../core/onboarding/run/asks.js';
import type { RunAnswers } from '../../core/onboarding/run/run.js';
import { showWays } from './askForms.js';
import { autoUpdateQuestions } from './autoUpdate.js';
import { bindingQuestions } from './binding.js';
import { recordQuestions } from './dns/recordChanges.js';
import { recordByHandQuestions } from './dns/recordsByHand.js';
import { domainQuestions } from './domain.js';
import { edgeQuestions } from './edge.js';
import { folderQuestions } from './folder.js';
import { certificateQuestions } from './https/certificate.js';
import type { AskButton, AskContext, AskText, QuestionsOf, RunQuestion } from './runQuestion.js';
import { serviceQuestions } from './service.js';
import { settingQuestions } from './setting.js';
import { siteQuestions } from './site.js';
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

/** A question as it is asked now. */
interface AskedQuestion {
  /** Its words, safe in any place. */
  text(): AskText;
  /** The ways to continue that stand beside it in a list, the one to try first in front. */
  ways(context: AskContext): readonly AskButton[];
  /** Asks the user in the form that fits, and passes the answer on. */
  show(context: AskContext): Promise<void>;
  /** The finding of a check that it is not done yet. */
  missing(): string;
  /** The value that can be copied from its row; absent where there is none. */
  copies(): string | undefined;
  /** Whether it is done where no page of the console is known. */
  readonly isElsewhere: boolean;
  /** Whether it is a status that lasts, whose row tells for how long. */
  readonly isStatus: boolean;
  /** Whether live DNS is changed once the user agrees. */
  readonly changesDns: boolean;
}

/** The definition of what a run asks, for this very question: what it says, offers and does in any place that shows it. */
export function questionOf(ask: UserAsk): AskedQuestion {
  return bind(ask);
}

function bind<K extends UserAsk['kind']>(ask: AskOf<K>): AskedQuestion {
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
 * Whether what was answered to one question answers another as well: what only shows how things stand may differ, such as a status.
 * An answer that approves something, or leaves it, is about exactly what its question named.
 */
export function answersToo(answers: Partial<RunAnswers>, asked: UserAsk, now: UserAsk): boolean {
  const isExact = answers.approvals !== undefined || answers.left !== undefined;
  const names: readonly string[] = isExact ? ['kind', 'purpose', 'approval', 'leave'] : ['kind', 'purpose'];
  const read = (ask: UserAsk, name: string) => (ask as Readonly<Record<string, unknown>>)[name];
  return names.every((name) => read(asked, name) === read(now, name));
}

/**
 * Whether a list about one question still fits what is asked now: the same is to be done, whatever differs of what it only shows,
 * such as addresses that name servers give in turns, or the RequestId of a refusal.
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
