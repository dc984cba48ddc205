import { Signal } from '../core/signal.js';

/** Everything that opens, in any output file, as a promise until it is answered or closed. A wait shows progress while nothing is open. */
export const shown = new Signal<Thenable<unknown>>();

/** Reports that something opens. Returns the given promise, which settles when it is answered or closed. */
export function tellShown<Answer extends Thenable<unknown>>(answer: Answer): Answer {
  shown.fire(answer);
  return answer;
}
