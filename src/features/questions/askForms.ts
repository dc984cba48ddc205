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

const icons = { recheck: 'refresh', open: 'link-external', copy: 'copy' } as const;

/** Shows instructions, mostly for the browser, and the ways to continue, in a list that stays open beside it. */
export function showWays({ title, notes, ways }: Ways, context: AskContext): Promise<void> {
  const rows = ways.map((way) => ({
    label: `$(${way.keeps ? icons[way.keeps] : 'arrow-right'}) ${way.label}`,
    value: way,
  }));
  return showStaying({ title, placeholder: l10n.t('Choose how to continue'), notes, rows }, context);
}

/** A row with its effect. */
export type WayRow = PickItem<Pick<AskButton, 'act' | 'keeps'>>;

/** A list of ways to continue, with notes. */
interface StayingList {
  readonly title: string;
  readonly placeholder: string;
  readonly notes: readonly string[];
  readonly rows: readonly WayRow[] | Promise<readonly WayRow[]>;
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
    const { act, keeps } = reply.value;
    if (keeps === 'recheck') {
      const checked = await context.recheckAsk();
      if (!checked?.isStillAsked) return tellSettled(checked);
      found = checked;
    } else if (keeps) await act();
    else return void (await act());
  }
}

function tellSettled(found: AskFinding | undefined): void {
  if (found?.said !== undefined) void showInformation(found.said);
}
