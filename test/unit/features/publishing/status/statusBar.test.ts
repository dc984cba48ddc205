import { expect, test } from 'vitest';
import { Signal } from '../../../../../src/core/signal.js';
import { registerStatusBar } from '../../../../../src/features/publishing/status/statusBar.js';
import { editor } from '../../../../support/fakeVscode.js';
import { createVirtualClock } from '../../../../support/virtualClock.js';

/** A status bar item in an editor of its own, and what it follows. */
function openStatusBar() {
  const [published, session] = [new Signal<void>(), new Signal<void>()];
  const clock = createVirtualClock();
  const onDidChange = () => ({ dispose() {} });
  const publisher = { state: { kind: 'fresh', label: 'a.css' }, count: () => ({}), onDidChange: published.event };
  const item = registerStatusBar({
    publisher,
    deps: { session: { onDidChange: session.event }, clock },
    mappingStore: { folders: [], onDidChange },
    consentPrompt: { onDidAnswer: onDidChange },
    recentWork: { onDidChange, tasks: [], results: [] },
    pause: { onDidChange },
    unpublished: { onDidChange, lines: [] },
  } as never);
  return { published, session, clock, publisher, item };
}

test('whether a file was published is about the account that is signed in', async () => {
  const { published, session, clock, publisher } = openStatusBar();
  published.fire();
  await clock.advance(100);
  expect(editor.ran).toEqual([['setContext', 'ossCdn.hasPublished', true]]);
  publisher.state = { kind: 'idle', label: '' };
  session.fire();
  expect(editor.ran.at(-1)).toEqual(['setContext', 'ossCdn.hasPublished', false]);
});

test('the changes of a tenth of a second are shown together, and none once it is closed', async () => {
  const { published, clock, publisher, item } = openStatusBar();
  let reads = 0;
  Object.defineProperty(publisher, 'state', {
    get: () => {
      reads++;
      return { kind: 'idle', label: '' };
    },
  });
  for (let count = 0; count < 100; count++) published.fire();
  await clock.advance(100);
  expect(reads).toBe(1);
  published.fire();
  item.dispose();
  await clock.advance(200);
  expect(reads).toBe(1);
});
