import { Signal } from '../core/signal.js';

/**
 * Fires for everything that opens, in any output file, with a promise that settles when it is answered or closed. Progress is shown only while nothing is
 * open.
 */
export const shown = new Signal<Thenable<unknown>>();

/** Reports that something opens. Returns the given promise, which settles when the opened thing is answered or closed. */
export function tellShown<Answer extends Thenable<unknown>>(answer: Answer): Answer {
  shown.fire(answer);
  return answer;
}
