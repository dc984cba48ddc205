import { cloudView, openRow } from '../../test/ui/support/actions.js';
import { until } from '../outside.mjs';
import type { Walk } from './story.mjs';

/** The rows of the tree as a screen reader reads them, with how each stands. */
export async function readTree(workbench: Walk['workbench']): Promise<string> {
  const rows = await cloudView(workbench)
    .rows()
    .evaluateAll((elements) => elements.map((row) => row.getAttribute('aria-label')));
  return rows.join('\n');
}

/** Records at the other provider: the row that asks for it, the title of its list, and how many records of which type that has. */
interface ByHand {
  readonly label: string;
  readonly title: string;
  readonly type: 'TXT' | 'CNAME';
  readonly count: number;
}

/** Copies the fields of the records from their list, rechecks in vain, sets them at the other provider, and rechecks. */
export async function setByHand(walk: Walk, { label, title, type, count }: ByHand): Promise<void> {
  const { workbench, session, stop } = walk;
  const { pick } = workbench;
  await cloudView(workbench).row(label).waitFor();
  await stop(await readTree(workbench));
  await openRow(workbench, label);
  await pick.titled(title);
  await stop(await pick.root.innerText());
  const records: { name: string; value: string }[] = [];
  for (let at = 0; at < count; at++) {
    records.push({ name: await copy(walk, 'Full Name', at), value: await copy(walk, 'Value', at) });
  }
  await pressRow(workbench, 'I Added It: Recheck', 0);
  await pick.rows().filter({ hasText: 'Checked' }).waitFor();
  await stop(await pick.root.innerText());
  for (const { name, value } of records) {
    await session.control.act('putOutside', { name, records: [{ type, value }] });
  }
  await pressRow(workbench, 'I Added It: Recheck', 0);
  const told = workbench.notification(/; next: /);
  await stop(await told.innerText());
  await told.hover();
  await told.locator('.codicon-notifications-clear').click();
}

/** Presses the row of this label, or one of several: the list is filtered first, since a row that is out of sight is not there. */
async function pressRow({ pick, page }: Walk['workbench'], label: string, at: number): Promise<void> {
  await pick.type(label);
  await page.mouse.move(0, 0);
  await pick.row(label).nth(at).click();
}

/** Copies a field of one of the records by its row, and answers what is on the clipboard then. */
async function copy({ workbench, signal }: Walk, field: string, at: number): Promise<string> {
  const before = await workbench.readClipboard();
  await pressRow(workbench, field, at);
  return until(signal, async () => {
    const now = await workbench.readClipboard();
    return now === before ? undefined : now;
  });
}
