import type { PickItem } from '../../../core/form.js';
import { showInformation } from '../../../host/display.js';
import type { AskContext } from './askContext.js';

/** What a row does: checks at once and says in the same list what was found; acts and leaves the list open; or closes it and acts. */
export type StayingChoice = 'recheck' | { readonly stay: () => unknown } | { readonly end: () => unknown };

/** A list of ways on, with what has to be known before. */
interface StayingList {
  readonly title: string;
  readonly placeholder: string;
  readonly notes: readonly string[];
  readonly rows: readonly PickItem<StayingChoice>[] | Promise<readonly PickItem<StayingChoice>[]>;
}

/** Shows a list that stays beside the browser until a row ends it, or the question has settled itself. */
export async function showStaying(
  { title, placeholder, notes, rows }: StayingList,
  context: AskContext,
): Promise<void> {
  let said: readonly string[] = [];
  for (;;) {
    const reply = await context.ui.pick({ title, placeholder, notes: [...notes, ...said], items: rows });
    if (reply.kind !== 'value') return;
    if (reply.value === 'recheck') {
      const checked = await context.recheckAsk();
      if (!checked?.isStillAsked) return void (checked && showInformation(checked.said));
      said = [checked.said];
    } else if ('end' in reply.value) return void (await reply.value.end());
    else await reply.value.stay();
  }
}
