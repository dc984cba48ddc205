import { beforeEach, expect, it, vi } from 'vitest';
import { registerVerification } from '../../../../src/features/verification/register.js';
import { editor, packageJSON, resetEditor } from '../../../support/fakeVscode.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

const page = vi.hoisted(() => ({ fails: false, made: 0, done: [] as string[] }));

vi.mock('../../../../src/features/verification/panel.js', () => ({
  VerificationPanel: class {
    constructor() {
      if (page.fails) throw new Error('The file of the page cannot be read');
      page.made++;
    }
    dispose() {}
    reveal() {
      page.done.push('reveal');
    }
    recheck() {
      page.done.push('recheck');
    }
  },
}));

const verify = () => editor.commands.get('ossCdn.verifyCname')?.(...(['www.example.com'] as unknown as never[]));

beforeEach(() => {
  resetEditor();
  Object.assign(page, { fails: false, made: 0, done: [] });
  const log = { failure: vi.fn(), debug: vi.fn(), redact: (text: string) => text, manifest: packageJSON };
  const context = { extensionUri: { path: '/extension' }, extension: { packageJSON } };
  const deps = { context, log, clock: createVirtualClock() };
  registerVerification(deps as unknown as Parameters<typeof registerVerification>[0]);
});

it('a verification page that cannot be loaded is closed, and opens the next time', async () => {
  page.fails = true;
  await verify();
  expect(editor.pages).toEqual([]);
  page.fails = false;
  await verify();
  expect({ panels: editor.pages, made: page.made }).toEqual({ panels: ['www.example.com'], made: 1 });
});

it('a page that is open is shown and checked again, and no second one opens', async () => {
  await verify();
  await verify();
  expect(page).toMatchObject({ made: 1, done: ['reveal', 'recheck'] });
});
