import type { BrowserContext } from 'playwright-core';

/** An act of the user in the window, and the ms until something new was seen; `undefined` where nothing was. */
export interface FirstSign {
  readonly what: string;
  readonly ms: number | undefined;
}

interface Noted {
  readonly kind: 'act' | 'sign';
  readonly what: string;
  readonly at: number;
}

/** Watches every window that is opened from now on; the answer lists what was done in them until then. */
export async function watchSigns(context: BrowserContext): Promise<() => readonly FirstSign[]> {
  const noted: Noted[] = [];
  await context.exposeBinding('noteSign', (_source, one: Noted) => void noted.push(one));
  await context.addInitScript(watcher);
  return () => {
    const inOrder = [...noted].sort((left, right) => left.at - right.at);
    return inOrder.flatMap(({ kind, what, at }, index) => {
      if (kind === 'sign') return [];
      const next = inOrder.slice(index + 1).find((each) => each.kind === 'act');
      const sign = inOrder.slice(index).find((each) => each.kind === 'sign' && each.at >= at);
      // What was done again before anything was seen, such as the two clicks of a double click, waits for the same sign.
      const isSeen = sign !== undefined && (next === undefined || sign.at <= next.at);
      return [{ what, ms: isSeen ? sign.at - at : undefined }];
    });
  };
}

/**
 * Runs in every frame: notes each click and each Enter, and when something that the extension shows has appeared or changed. That a
 * question or a menu closes is no sign, since VS Code does that without the extension.
 */
const watcher = `(() => {
  const isTop = window === window.top;
  const textOf = (selector) => [...document.querySelectorAll(selector)]
    .filter((each) => each.getClientRects().length > 0)
    .map((each) => each.innerText || each.getAttribute('aria-label') || each.className)
    .join('|');
  const places = isTop
    ? ['.quick-input-widget .quick-input-title', '.quick-input-widget .monaco-list-row', '.quick-input-widget .monaco-progress-container.active',
       '.monaco-dialog-box', '.notification-toast', '.statusbar-item', '.tabs-container .tab', '.pane .monaco-progress-container.active',
       '.part.sidebar .monaco-list-row']
    : ['body'];
  const look = () => places.map(textOf);
  let before = [];
  const note = (kind, what) => window.noteSign?.({ kind, what, at: Date.now() });
  const act = (event) => {
    if (event.type === 'keydown' && event.key !== 'Enter') return;
    const target = event.target.closest?.('[aria-label], button, .monaco-list-row') ?? event.target;
    before = look();
    note('act', event.type + ' ' + String(target.innerText || target.ariaLabel || '').slice(0, 60));
  };
  for (const type of ['click', 'keydown']) addEventListener(type, act, true);
  const start = () => {
    before = look();
    setInterval(() => {
      const now = look();
      const appeared = now.some((text, index) => text !== '' && text !== before[index]);
      before = now;
      if (appeared) note('sign', '');
    }, 20);
  };
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', start);
  else start();
})()`;
