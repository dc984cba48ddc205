import { beforeEach, expect, it } from 'vitest';
import { isPublicSuffix } from '../../../../../src/cloud/publicSuffix.js';
import { AppError } from '../../../../../src/core/errors.js';
import type { DnsAnswer, EdgeAnswer } from '../../../../../src/core/ports/probe.js';
import type { OnboardingAnswers } from '../../../../../src/features/onboarding/form/answers.js';
import { openSources } from '../../../../../src/features/onboarding/form/sources.js';
import { reviewQuestion } from '../../../../../src/features/onboarding/review/reviewQuestion.js';
import { type ConsolePage, consoleLinks } from '../../../../../src/host/console/consoleLinks.js';
import { editor, modalTexts, resetEditor } from '../../../../support/fakeVscode.js';
import { resetWorkspace } from '../../../../support/fakeWorkspace.js';
import { addMemoryCertificate } from '../../../../support/memory/certificates.js';
import type { MemoryCloud } from '../../../../support/memoryCloud.js';
import { pageText } from '../../../../support/pageText.js';
import { type Line, scriptedUi } from '../../../../support/scriptedUi.js';
import { createVirtualClock } from '../../../../support/virtualClock.js';
import { account, bucketRef } from '../form/fillIn.js';

const { signal } = new AbortController();
const plan = {
  originKind: 'bucket',
  bucket: bucketRef,
  domain: 'img.example.com',
  type: 'web',
  region: 'overseas',
  site: { type: 'website', query: 'imagesKept' },
} as const;
const start: Line = { press: 'Start' };

beforeEach(() => {
  resetEditor();
  resetWorkspace();
});

/** Reviews these answers by a script; the folder `dist` has these files. */
async function review(
  lines: readonly Line[],
  {
    cloud = account(),
    answers = plan,
    files = ['index.html'],
    page = '',
    maps,
  }: {
    readonly cloud?: MemoryCloud;
    readonly answers?: Partial<OnboardingAnswers>;
    readonly files?: readonly string[];
    /** The content of each file. */
    readonly page?: string;
    readonly maps?: 'published' | 'leftOut';
  } = {},
) {
  const ui = scriptedUi(lines);
  const opened: ConsolePage[] = [];
  const resolvers = ['192.0.2.1'];
  const clock = createVirtualClock();
  const links = consoleLinks('china');
  const openPage = (page: ConsolePage) => opened.push(page);
  const loadIsPublicSuffix = async () => isPublicSuffix;
  const means = { links, openPage, resolvers, clock, loadIsPublicSuffix };
  const list = async () => files.map((path) => ({ path, size: 1, mtimeMs: 1 }));
  const folder = { list, read: async () => new TextEncoder().encode(page), realPath: async (path: string) => path };
  const others = {
    pinned: () => [],
    addBucket: async () => undefined,
    createBucket: async () => undefined,
    editOrigin: () => undefined,
    files: folder,
    mappedFolders: async () => [],
  };
  const question = reviewQuestion(
    {
      ...means,
      ui,
      cloud,
      account: { id: '100', source: { kind: 'secret' } },
      sourceMaps: { get: () => maps },
      sources: openSources(cloud, { ...means, ...others }, signal),
      files: folder,
      draft: { read: () => undefined, write: () => undefined, isAsked: () => false },
    },
    signal,
  );
  const reply = await question.ask(ui, answers, { step: 2, total: 2 });
  ui.end();
  return { reply, opened, asked: ui.asked, text: ui.asked.map(({ page }) => (page ? pageText(page) : '')) };
}

const dist = { ...plan, folder: 'file:///w/dist' };

it('the review that is closed, or left by a button, starts nothing', async () => {
  expect((await review(['cancel'])).reply).toEqual({ kind: 'cancel' });
  expect((await review([{ press: 'Cancel' }])).reply).toEqual({ kind: 'cancel' });
  expect((await review(['back'])).reply).toEqual({ kind: 'back' });
});

it('incomplete answers lead back to the form', async () => {
  expect((await review([], { answers: { originKind: 'bucket' } })).reply).toEqual({ kind: 'back' });
});

it('Start starts the run with the site type that fits the folder, and with all that does not affect visitors', async () => {
  const { reply, text } = await review([start], { answers: dist });
  expect(text[0]).toContain('Site type: Website · index.html at the top');
  expect(reply).toMatchObject({
    kind: 'value',
    value: {
      plan: { domain: 'img.example.com', site: { type: 'website' } },
      answers: { folder: 'file:///w/dist', certificate: { kind: 'acme', names: ['img.example.com'] } },
    },
  });
});

it('the review says how many source maps of the folder are left out, unless the user publishes them', async () => {
  const files = ['index.html', 'a.js', 'a.js.map', 'css/a.css.map'];
  const { text } = await review([start], { answers: dist, files });
  expect(text.at(-1)).toContain('Source maps: Left out: 2');
  expect((await review([start], { answers: dist, files, maps: 'published' })).text.at(-1)).not.toContain('Source maps');
});

it('a few links that lead nowhere are listed, and Start asks about a site that would not work', async () => {
  const files = ['index.html', 'a.js', 'b.js', 'c.js', 'd.js'];
  const scripts = '<script src="a.js"></script><script src="b.js"></script><script src="c.js"></script>';
  const few = await review([start], { answers: dist, files, page: `${scripts}<img src="/gone.png">` });
  expect(few.text.at(-1)).toContain('Links: Links without a file: 1, such as /gone.png in index.html');
  expect(few.reply.kind).toBe('value');
  const page = '<script src="/docs/a.js"></script>';
  editor.press = () => false;
  const broken = await review([start, 'cancel'], { answers: dist, files, page });
  expect(broken.text[0]).toContain('Links: The pages expect to be at /docs/, not at /');
  expect(broken.text[0]).not.toContain('Not started');
  expect(modalTexts()).toEqual([expect.stringContaining('Build them with the base path /\n[Start Anyway]')]);
  expect(broken.reply).toEqual({ kind: 'cancel' });
  editor.press = (button) => button === 'Start Anyway';
  expect((await review([start], { answers: dist, files, page })).reply.kind).toBe('value');
});

it.each([
  ['that a build writes by its name', 'file:///w/dist', ['index.html'], true],
  ['that a build writes by the names of its files', 'file:///w/site', ['index.html', 'a-4f3a9b2c.js'], true],
  ['of other files', 'file:///w/site', ['index.html', 'a.js'], undefined],
])('a folder %s is published after each build, unless that is changed', async (_how, folder, files, watch) => {
  const { reply, text } = await review([start], { answers: { ...plan, folder }, files });
  expect(text.at(-1)?.includes('Later changes: Published after each build')).toBe(watch === true);
  const begun =
    reply.kind === 'value' && typeof reply.value === 'object' && 'answers' in reply.value ? reply.value : undefined;
  expect(begun?.answers.watch).toBe(watch);
  if (!watch) return;
  const lines = [{ press: 'Change…: Later changes' }, { pick: 'Only What Is Saved in the Editor' }, start] as const;
  const changed = await review(lines, { answers: { ...plan, folder }, files });
  expect(changed.reply).toMatchObject({ kind: 'value', value: { answers: { folder, watch: false } } });
});

it('the pages about prices and content are opened, and the review stays', async () => {
  const { opened, reply } = await review([{ press: 'Show Prices' }, { press: 'Show Content Policy' }, start]);
  expect(opened).toHaveLength(2);
  expect(reply.kind).toBe('value');
});

it('each choice is changed in its list, and the page is drawn again', async () => {
  const { reply, text, asked } = await review(
    [
      { press: 'Change…: Site type' },
      { pick: 'Website with Folders' },
      { press: 'Change…: Business type' },
      { pick: 'Large File Download' },
      { press: 'Change…: Acceleration region' },
      { pick: 'Chinese Mainland Only' },
      { press: 'Change…: Redirect' },
      { pick: 'Leave as It Is' },
      { press: 'Change…: HTTPS' },
      { pick: '$(lock) none for now: http only' },
      start,
    ],
    { answers: dist, files: ['index.html', '404.html', 'blog/index.html'] },
  );
  expect(asked.filter(({ page }) => page === undefined)).toHaveLength(5);
  expect(text.at(-1)).toContain('Site type: Website with Folders\n');
  expect(reply).toMatchObject({
    value: {
      plan: {
        type: 'download',
        region: 'domestic',
        site: { type: 'docs', errorPage: '404.html' },
      },
      answers: { skipped: { certificate: true, redirect: true } },
    },
  });
});

it('a list that is closed changes nothing', async () => {
  const { reply } = await review([{ press: 'Change…: Site type' }, 'cancel', start], { answers: dist });
  expect(reply).toMatchObject({ value: { plan: { site: { type: 'website' } } } });
});

it('an unreadable list is reported on the page, which stays', async () => {
  const cloud = account();
  Object.assign(cloud.cdn, { checkIcp: () => Promise.reject(new AppError('offline')) });
  const { reply, text } = await review(
    [
      { press: 'Change…: Acceleration region' },
      { press: 'Show Prices' },
      { press: 'Change…: Redirect' },
      { pick: 'Leave as It Is' },
      start,
    ],
    { cloud, answers: dist },
  );
  expect(text[1]).toContain('Not changed · ');
  expect(text[1]).toContain('network');
  expect(text.at(-1)).not.toContain('Not changed');
  expect(reply).toMatchObject({ kind: 'value' });
});

it('a certificate source that is not possible cannot be chosen', async () => {
  const { reply, asked } = await review(
    [
      { press: 'Change…: HTTPS' },
      { pick: '$(circle-slash) a certificate of the account' },
      { pick: '$(lock) a certificate from files, chosen during the task' },
      start,
    ],
    { answers: dist },
  );
  expect(asked.at(1)?.says?.[0]).toBe('not possible here · The account has no certificate that covers the domain.');
  expect(reply).not.toHaveProperty('value.answers.certificate');
  expect(reply).toHaveProperty('value.answers.skipped.certificate', false);
});

it('the contact of a free certificate is asked where the account has several', async () => {
  const cloud = account();
  const { addMemoryInstance } = await import('../../../../support/memory/freeCertificates.js');
  cloud.state.contacts.push({ id: 5, name: 'Ops' }, { id: 6, name: 'Web' });
  addMemoryInstance(cloud.state);
  const { reply } = await review(
    [{ press: 'Change…: HTTPS' }, { pick: '$(lock) a free certificate, valid for 3 months' }, { pick: 'Web' }, start],
    { cloud },
  );
  expect(reply).toMatchObject({ value: { answers: { certificate: { kind: 'free', contact: 6 } } } });
});

it('DCDN, which has a console of its own, ends the review', async () => {
  const { reply } = await review([{ press: 'Change…: Business type' }, { pick: 'DCDN' }]);
  expect(reply).toEqual({ kind: 'value', value: 'dcdn' });
});

it('the bucket itself sends the not-found page if anyone may read it', async () => {
  const { text } = await review([{ press: 'Change…: Site type' }, { pick: 'Website' }, 'cancel'], {
    answers: dist,
    files: ['index.html', '404.html'],
  });
  expect(text.at(-1)).toContain('A missing page shows /404.html with status 404');
  expect(text.at(-1)).toContain('Static pages of the bucket');
  expect(text.at(-1)).not.toContain('302');
});

it('a not-found page redirects to https where that works from the beginning', async () => {
  const cloud = account();
  cloud.addBucket('site', 'cn-hangzhou', { acl: 'private' });
  addMemoryCertificate(cloud.state, ['img.example.com'], 9e12);
  const { reply, text } = await review([{ press: 'Change…: Site type' }, { pick: 'Website' }, start], {
    cloud,
    answers: dist,
    files: ['index.html', '404.html'],
  });
  expect(text.at(-1)).toContain('A missing page redirects to /404.html (302)');
  expect(reply).toMatchObject({
    value: {
      plan: { site: { notFoundPage: 'https://img.example.com/404.html' } },
      answers: { certificate: { kind: 'own' } },
    },
  });
});

/** An account in which the name has a site today. */
function running(pages: Readonly<Record<string, string>>): MemoryCloud {
  const cloud = account();
  cloud.state.dnsAnswers.set('192.0.2.1', (name, type): DnsAnswer => {
    const known = { server: '192.0.2.1', transport: 'udp', at: 0, durationMs: 1 } as const;
    const records = [{ name, type: 'A', ttl: 600, data: '192.0.2.7' }];
    return type === 'A' && name === 'img.example.com'
      ? { ...known, outcome: 'answer', records }
      : { ...known, outcome: 'noData', records: [] };
  });
  cloud.state.edgeAnswer = (_to, _name, path): EdgeAnswer => {
    const page = pages[path];
    const known = { outcome: 'answered', headers: {}, durationMs: 1 } as const;
    return page === undefined
      ? { ...known, status: 404 }
      : { ...known, status: 200, body: new TextEncoder().encode(page) };
  };
  return cloud;
}

it('the site that the name has today is read while the page is open, and what the folder lacks is named', async () => {
  const cloud = running({ '/': '<a href="/blog/"><a href="/shop.html">', '/blog/': 'x', '/shop.html': 'x' });
  const { text } = await review(['cancel'], { cloud, answers: dist, files: ['index.html', 'blog/index.html'] });
  expect(text[0]).toContain('The present site has 2 pages or files that the folder lacks:\n/blog/\n/shop.html');
});

it('another site type compares the present site again', async () => {
  const cloud = running({ '/': '<a href="/blog/">', '/blog/': 'x' });
  const { text } = await review([{ press: 'Change…: Site type' }, { pick: 'Website with Folders' }, 'cancel'], {
    cloud,
    answers: dist,
    files: ['index.html', 'blog/index.html'],
  });
  expect(text[0]).toContain('that the folder lacks:\n/blog/');
  expect(text.at(-1)).toContain('Nothing found that the folder lacks.');
});

it('the present site is compared with the bucket where no folder is chosen', async () => {
  const cloud = running({ '/': '<a href="/old.html">', '/old.html': 'x' });
  await cloud.oss.putObject(bucketRef, 'index.html', { body: Buffer.from('hi'), headers: {} }, signal);
  const { text } = await review(['cancel'], { cloud });
  expect(text[0]).toContain('that the bucket lacks:\n/old.html');
});
