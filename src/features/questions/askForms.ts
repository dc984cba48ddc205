import type { OpenPick, PickItem } from '../../core/form.js';
import { l10n } from '../../core/l10n.js';
import { showInformation, showWarning } from '../../host/display.js';
import type { AskButton, AskContext, AskFinding } from './runQuestion.js';

/** Shows a modal and runs the pressed button. */
export async function showButtons(
  sentence: string,
  buttons: readonly { readonly label: string; readonly act: () => unknown }[],
  detail: string,
): Promise<void> {
  const labels = buttons.map(({ label }) => label);
  const pressed = await showWarning(sentence, { modal: true, detail }, ...labels);
  await buttons.find(({ label }) => label === pressed)?.act();
}

/** A list of ways to continue, with notes. */
interface Ways {
  readonly title: string;
  readonly notes: readonly string[];
  readonly ways: readonly AskButton[];
}

/** Shows instructions, mostly for the browser, and the ways to continue, in a list that stays open beside it. */
export function showWays({ title, notes, ways }: Ways, context: AskContext): Promise<void> {
  const rows = ways.map(({ label, act, keeps }) => ({
    label: `$(${keeps === 'recheck' ? 'refresh' : keeps === 'open' ? 'link-external' : 'arrow-right'}) ${label}`,
    value: keeps === 'recheck' ? keeps : keeps === 'open' ? { stay: act } : { end: act },
  }));
  return showStaying({ title, placeholder: l10n.t('Choose how to continue'), notes, rows }, context);
}

/** The effect of a row: recheck and show the result in the same list, act and keep the list open, or close it and act. */
export type StayingChoice = 'recheck' | { readonly stay: () => unknown } | { readonly end: () => unknown };

/** A list of ways to continue, with notes. */
interface StayingList {
  readonly title: string;
  readonly placeholder: string;
  readonly notes: readonly string[];
  readonly rows: readonly PickItem<StayingChoice>[] | Promise<readonly PickItem<StayingChoice>[]>;
}

/**
 * Shows a list that stays open beside the browser until a row ends it or the question is settled. It contains the result
 * of the last recheck, updated by each further check.
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
