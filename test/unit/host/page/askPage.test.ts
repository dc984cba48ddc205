import { beforeEach, expect, it } from 'vitest';
import type { Reply } from '../../../../src/core/form.js';
import { askPage } from '../../../../src/host/page/askPage.js';
import type { PageSnapshot } from '../../../../src/protocol/page.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';
import { Uri } from '../../../support/vscodeValues.js';

const page = (live: string): PageSnapshot => ({
  language: 'en',
  title: 'Review',
  lead: { tone: 'neutral', label: 'l', sentence: 's' },
  live,
  busy: false,
  buttons: [],
  answers: [],
  fixes: [],
  sections: [],
  details: { title: 'd', isFolded: true, buttons: [], overview: [], sections: [] },
  words: { copy: 'Copy', copied: 'Copied', actions: 'Actions' },
});

beforeEach(resetEditor);

/** A page whose buttons end as `act` says; tells what it was drawn with, and whether it was let go. */
function ask(act: (action: 'go' | 'stay') => Promise<Reply<string> | undefined>) {
  const state = {
    disposed: 0,
    draw: (_live: string) => undefined as unknown,
    fail: (_reason: unknown) => undefined as unknown,
  };
  const reply = askPage(Uri.file('/extension') as never, {
    viewType: 'ossCdn.review',
    title: 'Review',
    actions: ['go', 'stay'],
    whileOpen(draw, fail) {
      Object.assign(state, { draw: (live: string) => draw(page(live)), fail });
      draw(page('first'));
      return { dispose: () => void state.disposed++ };
    },
    act,
  });
  const panel = editor.panels.at(-1);
  if (!panel) throw new Error('No page was opened');
  return {
    state,
    reply,
    panel,
    drawn: () => panel.posted.map((message) => (message as { page: PageSnapshot }).page.live),
  };
}

const go: Reply<string> = { kind: 'value', value: 'went' };

it('a button ends the page with its reply, and the page is closed', async () => {
  const { reply, panel, state } = ask(async () => go);
  panel.send({ type: 'act', action: 'go' });
  expect(await reply).toEqual(go);
  expect({ pages: editor.pages, disposed: state.disposed }).toEqual({ pages: [], disposed: 1 });
});

it('a page stays open while a button has no reply, and shows the drawn content', async () => {
  const { reply, panel, state, drawn } = ask(async (action) => (action === 'go' ? go : undefined));
  panel.send({ type: 'act', action: 'stay' });
  state.draw('second');
  panel.send({ type: 'ready' });
  await Promise.resolve();
  await Promise.resolve();
  panel.send({ type: 'act', action: 'go' });
  await reply;
  expect(drawn()).toEqual(['first', 'second', 'second']);
});

it('while one button is answered no other is heard', async () => {
  const acts: string[] = [];
  let finish: (reply: Reply<string>) => void = () => undefined;
  const { reply, panel } = ask((action) => {
    acts.push(action);
    return new Promise((resolve) => (finish = resolve));
  });
  panel.send({ type: 'act', action: 'stay' });
  panel.send({ type: 'act', action: 'go' });
  finish(go);
  await reply;
  expect(acts).toEqual(['stay']);
});

it('a page that is closed is cancelled, and drawn no more', async () => {
  const { reply, panel, state, drawn } = ask(async () => undefined);
  panel.dispose();
  expect(await reply).toEqual({ kind: 'cancel' });
  state.draw('late');
  expect(drawn()).toEqual(['first']);
});

it.each([{ type: 'act', action: 'quit' }, { type: 'act' }, 'go', null])(
  'the message %j is not heard',
  async (message) => {
    const { reply, panel } = ask(() => Promise.reject(new Error('heard')));
    panel.send(message);
    panel.dispose();
    expect(await reply).toEqual({ kind: 'cancel' });
  },
);

it('what fails on the way fails the question', async () => {
  const { reply } = ask(() => Promise.reject(new Error('act failed')));
  editor.panels[0]?.send({ type: 'act', action: 'go' });
  await expect(reply).rejects.toThrow('act failed');
  const other = ask(async () => undefined);
  other.state.fail(new Error('look failed'));
  await expect(other.reply).rejects.toThrow('look failed');
});

it('a page copies text on request, and loads only its own script and style', async () => {
  const { reply, panel } = ask(async () => undefined);
  panel.send({ type: 'copy', text: 'x' });
  expect(editor.copied).toEqual(['x']);
  expect(panel.webview.html).toMatch(
    /default-src &#39;none&#39;; style-src https:\/\/page\.test; script-src &#39;nonce-[0-9a-f]{32}&#39;/,
  );
  panel.dispose();
  await reply;
});
