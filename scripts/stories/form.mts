import { pageButton, readPage } from '../../test/support/pageInFront.js';
import { cloudView, showRun } from '../../test/ui/support/actions.js';
import { until } from '../outside.mjs';
import { approve, expectNamed, type Walk } from './story.mjs';

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
    await row.waitFor();
    await stop(await pick.root.innerText());
    if (answer === undefined) await page.keyboard.press('Enter');
    else await pick.choose(answer);
    done.push({ kind: 'input', what: last });
  }
}

/** Types a domain where the form asks for it; the box stays while the name is checked. */
export async function typeDomain({ workbench: { pick, page }, stop }: Walk, domain: string): Promise<void> {
  await pick.input.and(page.locator('[placeholder="www.example.com"]')).waitFor();
  await stop(await pick.root.innerText());
  await pick.answer(domain);
  await pick.titled('Business Type');
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

/** Agrees that the folder of the window is published to a bucket that has objects already, which Start does not cover. */
export async function allowPublishing(
  walk: Walk,
  { bucket, domain }: { readonly bucket: string; readonly domain: string },
): Promise<void> {
  await cloudView(walk.workbench).row('Publish shop-demo: not allowed yet').waitFor();
  await pageButton(walk.workbench, 'Continue').click();
  await approve(walk, { asks: 'Publish files from', button: 'Publish' }, [bucket, domain]);
}
