import type { SandboxState } from '../../../sandbox/state/state.js';
import type { UserAsk } from '../../../src/core/onboarding/run/asks.js';
import type { RunAnswers, RunRecord } from '../../../src/core/onboarding/run/run.js';
import type { RunBoard } from '../../../src/core/onboarding/run/runBoard.js';
import { currentStep } from '../../../src/core/onboarding/run/runRecord.js';
import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import type { Call } from './row.js';

/** A user who watches a run and answers what it asks. */
export interface Person {
  readonly board: RunBoard;
  readonly id: string;
  /** Nothing is answered to what it leaves open. */
  readonly answer: (ask: UserAsk) => Partial<RunAnswers> | undefined;
}

/** Answers what the run asks until it has come where `until` says; the record as it is then. */
export function follow({ board, id, answer }: Person, until: (record: RunRecord) => boolean): Promise<RunRecord> {
  return new Promise((resolve, reject) => {
    const answered = new Set<string>();
    const look = () => {
      const record = board.runs.find((view) => view.record.id === id)?.record;
      if (!record) return;
      if (until(record)) {
        subscription.dispose();
        return resolve(record);
      }
      const state = currentStep(record)?.state;
      if (state?.state !== 'needsUser' || answered.has(JSON.stringify(state.ask))) return;
      answered.add(JSON.stringify(state.ask));
      Promise.resolve(state.ask)
        .then((ask) => answer(ask))
        .then((answers) => answers && board.answer(id, answers))
        .catch(reject);
    };
    const subscription = board.onDidChange(look);
    look();
  });
}

/** The cloud, where something happens right before the first time that a call is made. */
export function beforeCall(cloud: CloudPorts, call: Call, happens: () => void): CloudPorts {
  const [port, method] = call.split('.') as [keyof CloudPorts, string];
  let isFirst = true;
  const watched = new Proxy(cloud[port], {
    get: (target, name) => {
      if (name === method && isFirst) {
        isFirst = false;
        happens();
      }
      return Reflect.get(target, name);
    },
  });
  return { ...cloud, [port]: watched };
}

/** How often a call took effect; what a proxy answers in its place had none. */
export function timesDone({ calls }: SandboxState, action: string): number {
  return calls.filter((call) => call.action === action && call.status < 300 && call.fault !== 'html403').length;
}
