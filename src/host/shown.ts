import { Signal } from '../core/signal.js';

/** All that opens in front of the user, in whichever output file, each until it is answered or gone: what waits without any of it has to say so. */
export const shown = new Signal<Thenable<unknown>>();

/** Tells that something opens; answers what it was given, which settles once that is answered or gone. */
export function tellShown<Answer extends Thenable<unknown>>(answer: Answer): Answer {
  shown.fire(answer);
  return answer;
}
