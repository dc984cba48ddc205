import { byHand } from './byHand.mjs';
import { publish } from './publish.mjs';
import type { Story } from './story.mjs';
import { straightToBucket } from './straightToBucket.mjs';
import { wildcard } from './wildcard.mjs';

const stories: readonly Story[] = [publish, wildcard, straightToBucket, byHand];

/** What `--walk` or `--walk=N` tells; throws with the possible numbers when there is no such story. */
export function parseStory(args: readonly string[]): Story {
  const number = args.find((arg) => arg.startsWith('--walk='))?.slice('--walk='.length) ?? '1';
  const story = stories[Number(number) - 1];
  if (story) return story;
  const titles = stories.map(({ title }, index) => `${index + 1} (${title})`);
  throw new Error(`--walk takes ${titles.join(', ')}`);
}

/** Says whether this is the story that can be broken on purpose. */
export function canBreak(story: Story): boolean {
  return story === publish;
}
