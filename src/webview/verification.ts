import type { FromPage, PageState, ToPage, VerificationPage } from '../protocol/verification.js';
import { renderPage } from './render.js';

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void; setState(state: PageState): void };

const api = acquireVsCodeApi();
const root = document.getElementById('page');
const announcer = document.getElementById('announcer');
let announced = '';

/** Tells a screen reader the verdict and what goes on, once each time they change. */
function announce(text: string): void {
  if (!announcer || text === announced) return;
  announced = text;
  announcer.textContent = text;
}

function show(page: VerificationPage): void {
  if (!root) return;
  api.setState({ domain: page.domain });
  renderPage(root, page, {
    act: (action) => api.postMessage({ type: 'act', action }),
    copy: (text, button) => {
      api.postMessage({ type: 'copy', text });
      button.textContent = page.words.copied;
      announce(page.words.copied);
    },
  });
  root.setAttribute('aria-busy', String(page.busy));
  announce(page.busy ? page.live : page.verdict.sentence);
}

window.addEventListener('message', (event: MessageEvent<ToPage>) => {
  if (event.data.type === 'page') show(event.data.page);
});
api.postMessage({ type: 'ready' });
