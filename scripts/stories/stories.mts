import { byHand } from './byHand.mjs';
import { letsEncrypt } from './letsEncrypt.mjs';
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
]);

/** What `--walk` or `--walk=N` tells; throws with the possible numbers when there is no such story. */
export function parseStory(args: readonly string[]): Story {
  const number = args.find((arg) => arg.startsWith('--walk='))?.slice('--walk='.length) ?? '1';
  const story = stories.get(number);
  if (story) return story;
  const titles = [...stories].map(([each, { title }]) => `${each} (${title})`);
  throw new Error(`--walk takes ${titles.join(', ')}`);
}

/** Says whether this is the story that can be broken on purpose. */
export function canBreak(story: Story): boolean {
  return story === publish;
}
