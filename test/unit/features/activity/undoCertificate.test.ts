import { beforeEach, describe, expect, it } from 'vitest';
import { canUndo } from '../../../../src/core/activity/activity.js';
import { undoChange } from '../../../../src/features/activity/undoChange.js';
import { editor, modalTexts, resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { addMemoryCertificate } from '../../../support/memory/certificates.js';
import { createWorld, name, signal, type World } from '../../core/activity/world.js';

beforeEach(() => {
  resetEditor();
  editor.press = () => true;
});

/** A domain that was given its first certificate, as the list of changes knows it. */
async function withFirst() {
  const world = createWorld();
  await world.cloud.cdn.readCertificate(name, signal);
  const first = addMemoryCertificate(world.real.state, [name], 2e12, 'first');
  await world.cloud.cdn.setCertificate(name, first, signal);
  return { world, first };
}

const given = ({ real }: World) => real.state.given.get(name);

/** Undoes the change that was made last. */
async function undoLast(world: World) {
  const session = { account: { id: '1' }, cloud: async () => world.cloud };
  const deps = { session, activity: world.log, clock: world.clock } as unknown as Parameters<typeof undoChange>[0];
  const entry = world.log.entries.find(({ undoneAt }) => undoneAt === undefined);
  if (!entry) throw new Error('nothing was noted');
  await undoChange(deps, entry);
}

describe('the undo of the first certificate', () => {
  it.each([
    ['https_force', { enable: 'on', https_rewrite: '301' }, 'Undo the redirect first'],
    ['HSTS', { enabled: 'on', https_hsts_max_age: '5184000' }, 'Turn off HSTS first'],
  ])('is refused while %s sends visitors to https', async (functionName, args, said) => {
    const { world, first } = await withFirst();
    world.real.state.configs.set(name, [{ id: '1', functionName, args, status: 'success' }]);
    await undoLast(world);
    expect(modalTexts()).toEqual([]);
    expect(shownTexts().join()).toContain(said);
    expect(given(world)).toBe(first.id);
  });

  it('is made where these are off, and can be reverted as it says', async () => {
    const { world, first } = await withFirst();
    const configs = [
      { id: '1', functionName: 'https_force', args: { enable: 'off' }, status: 'success' },
      { id: '2', functionName: 'HSTS', args: { enabled: 'off' }, status: 'success' },
    ] as const;
    world.real.state.configs.set(name, [...configs]);
    await undoLast(world);
    expect(modalTexts()[0]).toContain('To revert this, undo the new entry that it creates.');
    expect(given(world)).toBeUndefined();
    await undoLast(world);
    expect(modalTexts()[1]).toContain('After: first, until');
    expect(given(world)).toBe(first.id);
  });

  it('promises no way back where CDN does not say which certificate of the account it is', async () => {
    const { world } = await withFirst();
    const held = { name: 'first' };
    Object.assign(world.real.cdn, { readCertificate: async () => held });
    await undoLast(world);
    expect(modalTexts()[0]).toMatch(/restored only in the CDN console(?!.*To revert this)/s);
    expect(canUndo(world.log.entries[0]!)).toBe(false);
  });
});
