import { beforeEach, describe, expect, test } from 'vitest';
import { locate } from '../../../../src/features/refresh/refreshCommands.js';
import type { SendDeps } from '../../../../src/features/refresh/sendUrls.js';
import { resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';

beforeEach(resetEditor);

/** What a selection of these domains is sent to; those of `gone` are not in the account. */
async function locateAt(names: readonly string[], gone: readonly string[] = []) {
  const cloud = createMemoryCloud();
  for (const name of names) cloud.addDomain(name, 'my-site');
  const deps = { session: { cloud: async () => cloud } } as unknown as SendDeps;
  const subjects = [...names, ...gone].map((domain) => ({ kind: 'path' as const, domain, path: '/', name: domain }));
  return (await locate(deps, subjects))?.places.map(({ domain }) => domain.name);
}

const warningOf = (names: string) =>
  `CDN cannot refresh wildcard domains. Enter exact domain names in the mapping: ${names}`;

describe('locating a selection of domains', () => {
  test('keeps the exact domains and names the wildcard that it leaves out', async () => {
    expect(await locateAt(['.example.com', 'img.example.com'])).toEqual(['img.example.com']);
    expect(shownTexts()).toEqual([warningOf('*.example.com')]);
  });

  test('names every wildcard where all are', async () => {
    expect(await locateAt(['.example.com', '.example.org'])).toBeUndefined();
    expect(shownTexts()).toEqual([warningOf('*.example.com, *.example.org')]);
  });

  test('fails where only a wildcard and a missing domain are selected', async () => {
    const locating = locateAt(['.example.com'], ['gone.example.org']);
    await expect(locating).rejects.toMatchObject({ kind: 'domainNotFound', details: { subject: 'gone.example.org' } });
  });

  test('shows nothing where none is a wildcard', async () => {
    expect(await locateAt(['img.example.com'])).toEqual(['img.example.com']);
    expect(shownTexts()).toEqual([]);
  });
});
