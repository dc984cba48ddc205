import type { OpenPick, PickItem } from '../../core/form.js';
import { l10n } from '../../core/l10n.js';
import { showInformation, showWarning } from '../../host/display.js';
import type { AskButton, AskContext, AskFinding } from './runQuestion.js';

/** A modal message; does what the pressed button says. */
export async function showButtons(
  sentence: string,
  buttons: readonly { readonly label: string; readonly act: () => unknown }[],
  detail: string,
): Promise<void> {
  const labels = buttons.map(({ label }) => label);
  const pressed = await showWarning(sentence, { modal: true, detail }, ...labels);
  await buttons.find(({ label }) => label === pressed)?.act();
}

/** A list of ways to continue, with what has to be known before. */
interface Ways {
  readonly title: string;
  readonly notes: readonly string[];
  readonly ways: readonly AskButton[];
}

/** Shows what has to be done, mostly in the browser, and the ways to continue, in a list that stays beside it. */
export function showWays({ title, notes, ways }: Ways, context: AskContext): Promise<void> {
  const rows = ways.map(({ label, act, keeps }) => ({
    label: `$(${keeps === 'recheck' ? 'refresh' : keeps === 'open' ? 'link-external' : 'arrow-right'}) ${label}`,
    value: keeps === 'recheck' ? keeps : keeps === 'open' ? { stay: act } : { end: act },
  }));
  return showStaying({ title, placeholder: l10n.t('Choose how to continue'), notes, rows }, context);
}

/** The effect of a row: it checks at once and shows in the same list what was found; acts and leaves the list open; or closes it and acts. */
export type StayingChoice = 'recheck' | { readonly stay: () => unknown } | { readonly end: () => unknown };

/** A list of ways on, with what has to be known before. */
interface StayingList {
  readonly title: string;
  readonly placeholder: string;
  readonly notes: readonly string[];
  readonly rows: readonly PickItem<StayingChoice>[] | Promise<readonly PickItem<StayingChoice>[]>;
}

/**
 * Shows a list that stays beside the browser until a row ends it, or the question has settled itself. What the last recheck found
 * stands in it, and is replaced by what every further check finds.
 */
export async function showStaying(
  { title, placeholder, notes, rows }: StayingList,
  context: AskContext,
): Promise<void> {
  let found: AskFinding | undefined;
  const listNotes = () => [...notes, ...(found?.said === undefined ? [] : [found.said])];
  const whileOpen = (open: OpenPick) =>
    context.followAsk((finding) => {
      const isShown = found !== undefined;
      if (finding.isStillAsked && !isShown) return;
      found = finding;
      if (finding.isStillAsked) open.setNotes(listNotes());
      else open.close();
    });
  for (;;) {
    const reply = await context.ui.pick({ title, placeholder, notes: listNotes(), items: rows, whileOpen });
    if (found?.isStillAsked === false) return tellSettled(found);
    if (reply.kind !== 'value') return;
    if (reply.value === 'recheck') {
      const checked = await context.recheckAsk();
      if (!checked?.isStillAsked) return tellSettled(checked);
      found = checked;
    } else if ('end' in reply.value) return void (await reply.value.end());
    else await reply.value.stay();
  }
}

function tellSettled(found: AskFinding | undefined): void {
  if (found?.said !== undefined) void showInformation(found.said);
}
