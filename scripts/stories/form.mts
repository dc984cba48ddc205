import { pageButton, readPage } from '../../test/support/pageInFront.js';
import { showRun } from '../../test/ui/support/actions.js';
import { until } from '../outside.mjs';
import { expectNamed, type Walk } from './story.mjs';

/** Answers each question of the form by the beginning of its title, until the review opens. A question without an answer gets its first row. */
export async function answerForm(
  { workbench, stop, signal, done }: Walk,
  answers: Readonly<Record<string, string>>,
): Promise<void> {
  const { pick, page } = workbench;
  const title = pick.root.locator('.quick-input-title');
  for (let last: string | undefined; ; ) {
    const asked = await until(signal, async () => {
      if (await pageButton(workbench, 'Start').isVisible()) return { isReview: true as const };
      // The picker may close at any moment, so nothing here waits for an element of the picker.
      const [text = last] = (await title.allInnerTexts()).map((each) => each.trim());
      return text === undefined || text === last ? undefined : { isReview: false as const, text };
    });
    if (asked.isReview) return;
    last = asked.text;
    const [, answer] = Object.entries(answers).find(([start]) => last?.startsWith(start)) ?? [];
    const row = answer === undefined ? pick.root.locator('.monaco-list-row.focused') : pick.row(answer).first();
    await row.waitFor();
    await stop(await pick.root.innerText());
    if (answer === undefined) await page.keyboard.press('Enter');
    else await pick.choose(answer);
    done.push({ kind: 'input', what: last });
  }
}

/** Types a domain into the form's domain question. The input box stays open while the name is checked. */
export async function typeDomain({ workbench: { pick, page }, stop }: Walk, domain: string): Promise<void> {
  await pick.input.and(page.locator('[placeholder="www.example.com"]')).waitFor();
  await stop(await pick.root.innerText());
  await pick.answer(domain);
  await pick.titled('Business Type');
}

/** Reads the review, which must contain all of `named`, and starts the task. Afterwards the rows of the task's steps are open. */
export async function startTask(
  { workbench, stop, done, seen }: Walk,
  domain: string,
  named: readonly string[],
): Promise<void> {
  const review = await readPage(workbench);
  await stop(review);
  expectNamed(review, [domain, ...named]);
  seen.startedAt = Date.now();
  await pageButton(workbench, 'Start').click();
  done.push({ kind: 'approval', what: 'Start' });
  await showRun(workbench, domain);
}
