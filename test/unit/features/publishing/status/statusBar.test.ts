import { expect, test, vi } from 'vitest';
import { Signal } from '../../../../../src/core/signal.js';
import { registerStatusBar } from '../../../../../src/features/publishing/status/statusBar.js';

const contexts = vi.hoisted(() => new Map<unknown, unknown>());

vi.mock('vscode', async () => ({
  ...(await import('../../../../support/vscodePage.js')),
  Disposable: { from: () => undefined },
  StatusBarAlignment: {},
  commands: {
    executeCommand: async (_command: string, key: string, value: unknown) => void contexts.set(key, value),
  },
  window: { createStatusBarItem: () => ({ show: () => undefined, hide: () => undefined }) },
  workspace: { isTrusted: true, onDidGrantWorkspaceTrust: () => undefined },
}));

test('whether a file was published is about the account that is signed in', () => {
  const [published, session] = [new Signal<void>(), new Signal<void>()];
  const onDidChange = () => undefined;
  const publisher = { state: { kind: 'fresh', label: 'a.css' }, onDidChange: published.event };
  registerStatusBar({
    publisher,
    deps: { session: { onDidChange: session.event } },
    mappingStore: { folders: [], onDidChange },
    consentPrompt: { onDidAnswer: onDidChange },
    pause: { onDidChange },
  } as never);
  published.fire();
  expect(contexts.get('ossCdn.hasPublished')).toBe(true);
  publisher.state = { kind: 'idle', label: '' };
  session.fire();
  expect(contexts.get('ossCdn.hasPublished')).toBe(false);
});
