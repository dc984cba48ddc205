import type { Uri } from 'vscode';
import type { Reply } from '../../core/form.js';
import type { Disposable } from '../../core/signal.js';
import type { PageSnapshot } from '../../protocol/page.js';
import { createPage } from '../display.js';
import { tellShown } from '../shown.js';
import { PageView } from './pageView.js';

/** A question on a page: more detailed than a list, and open beside the lists of its buttons. */
export interface PageQuestion<T, Action extends string> {
  /** The type of its panel, such as `ossCdn.review`. */
  readonly viewType: string;
  readonly title: string;
  readonly actions: readonly Action[];
  /** Starts drawing: at once and whenever more is known. `fail` rejects the question. The result is disposed when the page closes. */
  whileOpen(draw: (page: PageSnapshot) => void, fail: (reason: unknown) => void): Disposable;
  /** Handles a button, one at a time. A reply closes the page. */
  act(action: Action): Promise<Reply<T> | undefined>;
}

/** Asks questions by pages. Closing a page cancels its question. */
export interface PageUi {
  page<T, Action extends string>(question: PageQuestion<T, Action>): Promise<Reply<T>>;
}

/** Asks by a page in a panel. `extension` is the extension's folder. Rejects if the handler of a button does. */
export function askPage<T, Action extends string>(
  extension: Uri,
  { viewType, title, actions, whileOpen, act }: PageQuestion<T, Action>,
): Promise<Reply<T>> {
  const panel = createPage(viewType, title);
  let drawing: Disposable | undefined;
  let isActing = false;
  const answer = new Promise<Reply<T>>((resolve, reject) => {
    const run = async (action: Action) => {
      // The list of another button is open.
      if (isActing) return;
      isActing = true;
      try {
        const reply = await act(action);
        if (reply) resolve(reply);
      } finally {
        isActing = false;
      }
    };
    const view = new PageView(panel, { extension, title, actions, onAct: (action) => void run(action).catch(reject) });
    panel.onDidDispose(() => {
      view.dispose();
      resolve({ kind: 'cancel' });
    });
    drawing = whileOpen((page) => view.draw(page), reject);
  });
  return tellShown(answer).finally(() => {
    drawing?.dispose();
    panel.dispose();
  });
}
