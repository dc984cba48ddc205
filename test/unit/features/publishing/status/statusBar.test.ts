import { expect, test, vi } from 'vitest';
import { Uri, window } from 'vscode';
import { newFacts } from '../../../../../src/core/onboarding/run/facts.js';
import type { RunView } from '../../../../../src/core/onboarding/run/run.js';
import { createRecord } from '../../../../../src/core/onboarding/run/runRecord.js';
import type { PublishState } from '../../../../../src/core/publishing/publication.js';
import { Signal } from '../../../../../src/core/signal.js';
import { registerStatusBar } from '../../../../../src/features/publishing/status/statusBar.js';
import { editor } from '../../../../support/fakeVscode.js';
import { createVirtualClock } from '../../../../support/virtualClock.js';
import { plan } from '../../../core/onboarding/world.js';

/** A status bar item in an editor of its own, and what it follows. */
function openStatusBar({ folders = [], runs = [] }: { folders?: readonly object[]; runs?: readonly RunView[] } = {}) {
  const [published, session] = [new Signal<void>(), new Signal<void>()];
  const clock = createVirtualClock();
  const onDidChange = () => ({ dispose() {} });
  const publisher = {
    state: { kind: 'fresh', count: 1, unproven: 0 } as PublishState,
    count: () => ({}),
    readQuota: async () => undefined,
    onDidChange: published.event,
  };
  const item = registerStatusBar({
    publisher,
    deps: {
      session: { account: { id: '1' }, onDidChange: session.event },
      clock,
      board: { runs },
      log: {
        failure: (_what: string, error: unknown) => {
          throw error;
        },
      },
    },
    mappingStore: { folders, repositoryOf: () => '', onDidChange },
    consents: { get: () => 'given', knows: () => true },
    consentPrompt: { onDidAnswer: onDidChange },
    recentWork: { onDidChange, tasks: [], results: [] },
    pause: { onDidChange },
    unpublished: { onDidChange, lines: [] },
  } as never);
  return { published, session, clock, publisher, item };
}

test('the status of a file is that for the account that is signed in', async () => {
  const { published, session, clock, publisher } = openStatusBar();
  published.fire();
  await clock.advance(100);
  expect(editor.ran).toEqual([['setContext', 'ossCdn.hasPublished', true]]);
  publisher.state = { kind: 'idle' };
  session.fire();
  expect(editor.ran.at(-1)).toEqual(['setContext', 'ossCdn.hasPublished', false]);
});

test.each([
  [false, '$(check) CDN: Uploaded'],
  [true, '$(check) CDN: Fresh'],
])('files at the edge of a domain are called fresh once DNS leads there: %s', async (seen, text) => {
  const item: { text?: string } = { show: () => undefined, hide: () => undefined, dispose: () => undefined } as never;
  vi.spyOn(window, 'createStatusBarItem').mockReturnValue(item as never);
  const record = createRecord('1', plan, 1, { ...newFacts, record: { ...newFacts.record, seen } });
  const mapping = {
    folder: 'dist',
    bucket: { name: 'site', region: 'cn-hangzhou' },
    prefix: '',
    domains: [plan.domain],
  };
  const { published, clock } = openStatusBar({
    folders: [{ mapping, folder: { name: 'w', uri: Uri.file('/w') } }],
    runs: [{ record, activity: 'here' }],
  });
  published.fire();
  await clock.advance(100);
  expect(item.text).toBe(text);
});

test('changes within 0.1 s are shown together, and none after it is closed', async () => {
  const { published, clock, publisher, item } = openStatusBar();
  let reads = 0;
  Object.defineProperty(publisher, 'state', {
    get: () => {
      reads++;
      return { kind: 'idle' };
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
