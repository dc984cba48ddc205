import { createList, fillList, setTitle } from '../../../host/display.js';
import { setBackButton } from '../../../host/prompts/displayViews.js';
import type { PlanRow } from './planRows.js';

/** What a list asks; `title` is asked for again with each change of what is selected. */
export interface RowsQuestion {
  readonly rows: readonly PlanRow[];
  readonly selected: readonly PlanRow[];
  readonly placeholder: string;
  /** Where the list stands among the pages before publishing; absent for one behind a page, which Back returns to. */
  readonly place?: { readonly step: number; readonly total: number };
  /** The row that comes up active: where the user was before. */
  readonly active?: PlanRow;
  title(selected: readonly PlanRow[]): string;
}

/** What a list was left with: the selected rows, and the one whose button was pressed. */
export interface RowsReply {
  readonly selected: readonly PlanRow[];
  readonly compared?: PlanRow;
}

/** Shows rows to select from until the user presses OK, goes back or presses the button of a row; `undefined` when the user cancels. */
export function pickRows(question: RowsQuestion): Promise<RowsReply | undefined> {
  const { rows, selected, placeholder, place, active } = question;
  const pick = createList<PlanRow>(question.title(selected), placeholder);
  Object.assign(pick, { canSelectMany: true, ignoreFocusOut: true, matchOnDescription: true });
  fillList(pick, rows);
  pick.selectedItems = selected;
  if (active) pick.activeItems = [active];
  if (!place) setBackButton(pick);
  else if (place.total > 1) [pick.step, pick.totalSteps] = [place.step, place.total];
  return new Promise<RowsReply | undefined>((resolve) => {
    pick.onDidChangeSelection((now) => setTitle(pick, question.title(now)));
    const leave = (more: Pick<RowsReply, 'compared'> = {}) => resolve({ selected: pick.selectedItems, ...more });
    pick.onDidTriggerItemButton(({ item }) => leave({ compared: item }));
    pick.onDidTriggerButton(() => leave());
    pick.onDidAccept(() => leave());
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  }).finally(() => pick.dispose());
}
