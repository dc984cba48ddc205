import ts from 'typescript';
import { expect, it } from 'vitest';
import { readSources, type Source, walkTree } from '../../../project/sources.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';
import type { Fate } from './mortal.js';
import { play, playUndo, stories, switched } from './stories.js';
import { isWriting } from './writes.js';

const cloud = createMemoryCloud();
const { oss, cdn, dns } = cloud;
/** Every method of a port that changes something. */
const writing = new Set(
  Object.entries({ oss, cdn, dns })
    .flatMap(([part, port]) => Object.keys(port).map((method) => ({ action: `${part}.${method}`, method })))
    .filter(({ action }) => isWriting(action))
    .map(({ method }) => method)
    .concat('addMapping', 'giveConsent', 'publish'),
);

/** The files that the steps are made of. */
function findParts(sources: readonly Source[]): readonly Source[] {
  const parts = new Map<string, Source>();
  const add = (path: string) => {
    const source = sources.find((each) => each.path === path);
    if (!source || parts.has(path)) return;
    parts.set(path, source);
    for (const { target, typeOnly } of source.imports) if (!typeOnly) add(target);
  };
  add('src/core/onboarding/allSteps.ts');
  return [...parts.values()];
}

/** Where a file calls a writing method, as `path:line`. */
function findSites({ path, tree }: Source): readonly string[] {
  const calls = [...walkTree(tree)].filter(ts.isCallExpression).map(({ expression }) => expression);
  const writes = calls.filter(ts.isPropertyAccessExpression).filter(({ name }) => writing.has(name.text));
  return writes.map(({ name }) => `${path}:${tree.getLineAndCharacterOfPosition(name.getStart()).line + 1}`);
}

/** The nearest place in the product that a stack leads to. */
function siteOf(stack: string): string {
  return /(src\/core\/[\w/]+\.ts:\d+)/.exec(stack)?.[1] ?? stack;
}

it('every writing call of the steps occurs in a story, so that a window crashes at each of them', async () => {
  const reached = new Set<string>();
  const note: Fate = (deed) => {
    if (deed.kind === 'call' && deed.write !== undefined) reached.add(siteOf(new Error().stack ?? ''));
    return undefined;
  };
  for (const story of stories) await play(story, note);
  for (const records of switched) await playUndo(note, records);
  const sites = findParts(readSources('src/core')).flatMap(findSites);
  expect(sites).toContain([...reached].find((site) => site.includes('steps/domain.ts')));
  expect(sites.filter((site) => !reached.has(site))).toEqual([]);
  expect([...reached].filter((site) => !sites.includes(site))).toEqual([]);
});
