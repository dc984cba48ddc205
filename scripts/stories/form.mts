import { pageButton, readPage } from '../../test/support/pageInFront.js';
import { until } from '../outside.mjs';
import { expectNamed, patiently, showRun, type Walk } from './story.mjs';

/** Answers each question of the form as it comes, by how its title begins; the first row where no answer is known. Ends at the review. */
export async function answerForm(
  { workbench, stop, signal, done }: Walk,
  answers: Readonly<Record<string, string>>,
): Promise<void> {
  const { pick, page } = workbench;
  const title = pick.root.locator('.quick-input-title');
  for (let last: string | undefined; ; ) {
    const asked = await until(signal, async () => {
      if (await pageButton(workbench, 'Start').isVisible()) return { isReview: true as const };
      // The picker may close at any moment, which none of this waits for.
      const [text = last] = (await title.allInnerTexts()).map((each) => each.trim());
      return text === undefined || text === last ? undefined : { isReview: false as const, text };
    });
    if (asked.isReview) return;
    last = asked.text;
    const [, answer] = Object.entries(answers).find(([start]) => last?.startsWith(start)) ?? [];
    const row = answer === undefined ? pick.root.locator('.monaco-list-row.focused') : pick.row(answer).first();
    await row.waitFor(patiently);
    await stop(await pick.root.innerText());
    if (answer === undefined) await page.keyboard.press('Enter');
    else await pick.choose(answer);
    done.push({ kind: 'input', what: last });
  }
}

/** Reads the review, which has to name all this, and starts the task; the rows of its steps are open then. */
export async function startTask(
  { workbench, stop, done }: Walk,
  domain: string,
  named: readonly string[],
): Promise<void> {
  const review = await readPage(workbench);
  await stop(review);
  expectNamed(review, [domain, ...named]);
  await pageButton(workbench, 'Start').click();
  done.push({ kind: 'approval', what: 'Start' });
  await showRun(workbench, domain);
}
