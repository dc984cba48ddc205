import type { FromPage, PageState, ToPage } from '../protocol/page.js';
import { touchedAttribute } from './morph.js';
import { renderPage } from './render.js';

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): PageState | undefined;
  setState(state: PageState): void;
};

const copiedMs = 2000;

const api = acquireVsCodeApi();
const root = document.getElementById('page');
let words = { copy: '', copied: '' };
let title = '';
/** The scroll position before the page was recreated; `undefined` once it is restored. */
let scroll = api.getState()?.scroll;

function show({ page }: ToPage): void {
  if (!root) return;
  words = page.words;
  title = page.title;
  renderPage(root, page);
  restoreScroll();
  keepState();
}

/** The page grows as facts arrive, so several snapshots may pass until it is long enough. */
function restoreScroll(): void {
  if (scroll === undefined) return;
  window.scrollTo(0, scroll);
  if (window.scrollY >= scroll - 1) scroll = undefined;
}

function keepState(): void {
  if (title) api.setState({ title, scroll: scroll ?? window.scrollY });
}

function onClick(event: Event): void {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest('summary')) keepOpened(target);
  const button = target?.closest('button:not([aria-disabled="true"])');
  if (!(button instanceof HTMLButtonElement)) return;
  const { act: action } = button.dataset;
  if (action !== undefined) api.postMessage({ type: 'act', action });
  else if (button.dataset.copy !== undefined) copy(button, button.dataset.copy);
}

/** Marks what the user opened or closed, and its ancestors, so that it stays so. */
function keepOpened(inside: Element): void {
  for (let at = inside.closest('details'); at; at = at.parentElement?.closest('details') ?? null) {
    at.setAttribute(touchedAttribute, '');
  }
}

/** The button itself shows that it has copied, also to a screen reader. */
function copy(button: HTMLButtonElement, text: string): void {
  api.postMessage({ type: 'copy', text });
  const say = (word: string) => {
    button.textContent = word;
    button.setAttribute('aria-label', `${word}: ${button.dataset.of}`);
  };
  say(words.copied);
  setTimeout(() => say(words.copy), copiedMs);
}

window.addEventListener('message', (event: MessageEvent<ToPage>) => {
  if (event.data.type === 'page') show(event.data);
});
// Scrolling before the page is long enough means that the old position is no longer wanted.
for (const gesture of ['wheel', 'keydown', 'pointerdown']) {
  window.addEventListener(gesture, () => (scroll = undefined), { passive: true });
}
window.addEventListener('scroll', keepState, { passive: true });
document.addEventListener('click', onClick);
api.postMessage({ type: 'ready' });
