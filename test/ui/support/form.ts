import { pageButton } from '../../support/pageInFront.js';
import type { Workbench } from '../../support/workbench.js';
import type { Words } from '../words.js';

/**
 * Answers the form once the domain is chosen, in the language of `say`: images, outside the mainland, and the port where the form
 * asks for one. The review is open then.
 */
export async function answerToReview(
  workbench: Workbench,
  say: Words['say'],
  { port }: { readonly port?: string } = {},
): Promise<void> {
  const { pick } = workbench;
  await pick.titled(say('Business Type: {0}', ''));
  await pick.choose(say('Image and Small File'));
  await pick.titled(say('Region: {0}', ''));
  await pick.choose(say('Global (Excluding the Chinese Mainland)'));
  if (port !== undefined) {
    await pick.titled(say('Port'));
    await pick.choose(port);
  }
  await pageButton(workbench, say('Start')).waitFor();
}
