import { beforeEach, describe, expect, it } from 'vitest';
import { isPublicSuffix } from '../../../../src/cloud/publicSuffix.js';
import type { PickQuestion } from '../../../../src/core/form.js';
import type { OnboardingPlan, RunAnswers } from '../../../../src/core/onboarding/run/run.js';
import { Signal } from '../../../../src/core/signal.js';
import { type FormDeps, startForm } from '../../../../src/features/onboarding/startForm.js';
import type { PageQuestion } from '../../../../src/host/page/askPage.js';
import { resetEditor, shownTexts } from '../../../support/fakeVscode.js';
import { disk, resetWorkspace } from '../../../support/fakeWorkspace.js';
import { type Line, scriptedUi } from '../../../support/scriptedUi.js';
import { account, bucketRef, formMeans, rest } from './form/fillIn.js';

const dist: Line = { pick: '$(folder) dist' };
const www: Line = { pick: 'www.example.com' };
const start: Line = { press: 'Start' };

beforeEach(() => {
  resetEditor();
  resetWorkspace();
  disk.files.set('/w/dist/index.html', '');
});

/** The form of one user, which may be opened more than once; answers what was asked and started. */
function openForms() {
  const kept = new Map<string, unknown>();
  const { clock, files } = formMeans();
  const signedIn = { id: '100', source: { kind: 'secret' } };
  const changed = new Signal<void>();
  const started: {
    readonly plan: OnboardingPlan;
    readonly answers: RunAnswers | undefined;
    accountId: string | undefined;
  }[] = [];
  const deps = {
    session: { account: signedIn, cloud: async () => account(), onDidChange: changed.event },
    board: {
      runs: [],
      start: async (plan: OnboardingPlan, answers?: RunAnswers, accountId?: string) => {
        started.push({ plan, answers, accountId });
        return 'run';
      },
    },
    context: { workspaceState: { get: () => undefined, update: async () => undefined } },
    memory: { get: (key: string) => kept.get(key), set: async (key: string, value: unknown) => kept.set(key, value) },
    log: { info: () => undefined },
    settings: { get: (name: string) => (name === 'console' ? 'international' : ['192.0.2.1']) },
    clock,
    files,
    mappedObjects: { listFolders: async () => [] },
    loadIsPublicSuffix: async () => isPublicSuffix,
  };
  const open = (ui: object, origin?: Parameters<typeof startForm>[1]) =>
    startForm({ ...deps, ui } as unknown as FormDeps, origin);
  return {
    started,
    open,
    signIn(id: string) {
      deps.session.account = { ...signedIn, id };
      changed.fire();
    },
    async fillIn(lines: readonly Line[], origin?: Parameters<typeof startForm>[1]) {
      const ui = scriptedUi(lines);
      await open(ui, origin);
      ui.end();
      return ui.asked;
    },
  };
}

it('a form that starts with a folder passes it to the run, before the domain and the bucket', async () => {
  const { started, fillIn } = openForms();
  const asked = await fillIn([dist, www, { pick: 'site' }, start], { folder: undefined });
  expect(asked[0]?.title).toBe('Folder to Publish');
  expect(started).toMatchObject([
    {
      plan: { origin: { kind: 'bucket', bucket: bucketRef } },
      answers: { folder: 'file:///w/dist', started: expect.arrayContaining(['site', 'publish']) },
    },
  ]);
});

it('a form that starts with a known folder asks for the domain and the bucket alone', async () => {
  const { started, fillIn } = openForms();
  const asked = await fillIn([www, { pick: 'site' }, start], { folder: 'file:///w/dist' });
  expect(asked.map(({ title }) => title)).not.toContain('Folder to Publish');
  expect(started[0]?.answers).toMatchObject({ folder: 'file:///w/dist' });
});

it('a form that starts with a folder for a bucket asks for the folder first, and not for the bucket', async () => {
  const { started, fillIn } = openForms();
  const asked = await fillIn([dist, www, start], { ...bucketRef, publishes: true });
  expect(asked[0]?.title).toBe('Folder to Publish');
  expect(started[0]?.plan.origin).toEqual({ kind: 'bucket', bucket: bucketRef });
});

it('a run without its postponed folder neither maps nor publishes one', async () => {
  const { started, fillIn } = openForms();
  await fillIn([www, ...rest, { pick: '$(clock) Decide Later' }, start], bucketRef);
  expect(started[0]?.answers).toMatchObject({ skipped: { mapping: true, publish: true } });
});

it('the folder is kept when the form is closed, and offered again', async () => {
  const { fillIn } = openForms();
  disk.files.set('/w/docs/index.html', '');
  await fillIn([{ pick: '$(folder) docs' }, 'cancel'], { folder: undefined });
  const asked = await fillIn(['cancel'], { folder: undefined });
  expect(asked[0]?.active).toBe('$(folder) docs');
});

it('a form that starts with a bucket and a domain asks for neither', async () => {
  const { started, fillIn } = openForms();
  const asked = await fillIn([...rest, { pick: '$(clock) Decide Later' }, start], {
    ...bucketRef,
    domain: 'www.example.com',
  });
  expect(asked.map(({ title }) => title)).not.toContain('Domain to Accelerate');
  expect(started[0]?.plan).toMatchObject({
    domain: 'www.example.com',
    origin: { kind: 'bucket', bucket: bucketRef },
  });
});

it('a form that starts with a domain alone asks for its origin, and not for the domain', async () => {
  const { started, fillIn } = openForms();
  const decided: readonly Line[] = [{ pick: 'OSS Bucket' }, { pick: 'site' }, ...rest];
  const asked = await fillIn([...decided, { pick: '$(clock) Decide Later' }, start], 'www.example.com');
  expect(asked.map(({ title }) => title)).not.toContain('Domain to Accelerate');
  expect(started[0]?.plan.domain).toBe('www.example.com');
});

it('a closed review starts nothing and keeps the answers', async () => {
  const { started, fillIn } = openForms();
  await fillIn([www, ...rest, { pick: '$(clock) Decide Later' }, 'cancel'], bucketRef);
  const asked = await fillIn(['cancel'], bucketRef);
  expect(started).toEqual([]);
  expect(asked[0]?.active).toBe('www.example.com');
});

it('a review leads back to the last answer', async () => {
  const { fillIn } = openForms();
  const asked = await fillIn([www, ...rest, { pick: '$(clock) Decide Later' }, 'back', 'cancel'], bucketRef);
  expect(asked.at(-1)?.title).toBe('Folder to Publish');
});

describe('changes in an abandoned review', () => {
  const changes: readonly Line[] = [
    { press: 'Change…: Site type' },
    { pick: 'Website with Folders' },
    { press: 'Change…: Business type' },
    { pick: 'Large File Download' },
    { press: 'Change…: Redirect' },
    { pick: 'Leave as It Is' },
    { press: 'Change…: HTTPS' },
    { pick: '$(lock) a certificate from files, chosen during the task' },
  ];
  const kept = {
    plan: { type: 'download', site: { type: 'docs' } },
    answers: { skipped: { redirect: true, certificate: false } },
  };
  const folderFirst: readonly Line[] = [dist, www, { pick: 'site' }];
  const bucketFirst: readonly Line[] = [www, ...rest, dist];

  it.each([
    ['closed, with proposals in place of questions', folderFirst, { folder: undefined }, folderFirst],
    ['closed', bucketFirst, bucketRef, [www, { pick: 'Large File Download' }, ...rest.slice(1), dist]],
  ] as const)('are offered again in the next form: %s', async (_how, first, origin, again) => {
    const { started, fillIn } = openForms();
    await fillIn([...first, ...changes, 'cancel'], origin);
    const asked = await fillIn([...again, start], origin);
    expect(started).toMatchObject([kept]);
    expect(started[0]?.answers).not.toHaveProperty('certificate');
    const types = asked.flatMap(({ title, active }) => (title.startsWith('Business Type') ? [active] : []));
    expect(types).toEqual('folder' in origin ? [] : ['Large File Download']);
  });

  it('are restored after Back, except for new answers', async () => {
    const { started, fillIn } = openForms();
    await fillIn([...bucketFirst, ...changes, 'back', dist, start], bucketRef);
    expect(started).toMatchObject([kept]);
    await fillIn([...bucketFirst, ...changes, 'back', 'back', 'back', ...bucketFirst.slice(1), start], bucketRef);
    expect(started[1]).toMatchObject({ plan: { type: 'web', site: { type: 'docs' } } });
  });

  it('do not apply to another domain', async () => {
    const { started, fillIn } = openForms();
    await fillIn([...folderFirst, ...changes, 'cancel'], { folder: undefined });
    await fillIn([dist, { pick: 'img.example.com' }, { pick: 'site' }, start], { folder: undefined });
    expect(started).toMatchObject([{ plan: { type: 'web', site: { type: 'website' } } }]);
    expect(started[0]?.answers).toHaveProperty('certificate');
  });
});

describe('an account that changes while the form is open', () => {
  const told = 'The account has changed: start again to set up the domain in the account that is signed in now';
  const toReview: readonly Line[] = [www, ...rest, { pick: '$(clock) Decide Later' }];

  it('closes the review with one sentence, and starts nothing', async () => {
    const { open, signIn, started } = openForms();
    let isClosed = false;
    const page = async ({ whileOpen }: PageQuestion<unknown, string>) => {
      await new Promise<void>((resolve) => {
        whileOpen(
          () => undefined,
          () => resolve(),
        );
        signIn('200');
      });
      isClosed = true;
      return { kind: 'cancel' };
    };
    await open({ ...scriptedUi(toReview), page }, bucketRef);
    expect({ isClosed, started, told: shownTexts() }).toEqual({ isClosed: true, started: [], told: [told] });
  });

  it('closes a list', async () => {
    const { open, signIn } = openForms();
    const pick = ({ whileOpen }: PickQuestion<unknown>) =>
      new Promise((resolve) => {
        whileOpen?.({ setNotes: () => undefined, close: () => resolve({ kind: 'cancel' }) });
        signIn('200');
      });
    expect(await open({ ...scriptedUi([]), pick }, bucketRef)).toBeUndefined();
    expect(shownTexts()).toEqual([told]);
  });

  it('ends nothing where it is the same one again', async () => {
    const { open, signIn, started } = openForms();
    const ui = scriptedUi([...toReview, start]);
    const page = (question: PageQuestion<unknown, string>) => {
      signIn('100');
      return ui.page(question);
    };
    await open({ ...ui, page }, bucketRef);
    expect(started).toMatchObject([{ accountId: '100' }]);
  });
});
