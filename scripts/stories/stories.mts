import { byHand } from './byHand.mjs';
import { freshName } from './freshName.mjs';
import { letsEncrypt } from './letsEncrypt.mjs';
import { moveSite } from './moveSite.mjs';
import { publish } from './publish.mjs';
import { site } from './site.mjs';
import type { Story } from './story.mjs';
import { straightToBucket } from './straightToBucket.mjs';
import { wildcard } from './wildcard.mjs';

/** By the number of `--walk`. */
const stories: ReadonlyMap<string, Story> = new Map([
  ['1', publish],
  ['2', wildcard],
  ['3', straightToBucket],
  ['4', byHand],
  ['5', site],
  ['6', letsEncrypt],
  ['7', moveSite],
  ['8', freshName],
]);

/** The number and the story that `--walk` or `--walk=N` names; throws with the possible ones when there is no such story. */
export function parseStory(args: readonly string[]): { readonly number: string; readonly story: Story } {
  const number = args.find((arg) => arg.startsWith('--walk='))?.slice('--walk='.length) ?? '1';
  const story = stories.get(number);
  if (story) return { number, story };
  const titles = [...stories].map(([each, { title }]) => `${each} (${title})`);
  throw new Error(`--walk takes ${titles.join(', ')}`);
}
