import { expect, test } from 'vitest';
import { Signal } from '../../../../../src/core/signal.js';
import { registerStatusBar } from '../../../../../src/features/publishing/status/statusBar.js';
import { editor } from '../../../../support/fakeVscode.js';

test('whether a file was published is about the account that is signed in', () => {
  const [published, session] = [new Signal<void>(), new Signal<void>()];
  const onDidChange = () => undefined;
  const publisher = { state: { kind: 'fresh', label: 'a.css' }, onDidChange: published.event };
  registerStatusBar({
    publisher,
    deps: { session: { onDidChange: session.event }, clock: { now: () => 0 } },
    mappingStore: { folders: [], onDidChange },
    consentPrompt: { onDidAnswer: onDidChange },
    recentWork: { onDidChange, tasks: [], results: [] },
    pause: { onDidChange },
  } as never);
  published.fire();
  expect(editor.ran).toEqual([['setContext', 'ossCdn.hasPublished', true]]);
  publisher.state = { kind: 'idle', label: '' };
  session.fire();
  expect(editor.ran.at(-1)).toEqual(['setContext', 'ossCdn.hasPublished', false]);
});
