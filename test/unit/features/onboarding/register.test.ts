import { beforeEach, expect, test, vi } from 'vitest';
import { Uri } from 'vscode';
import { Signal } from '../../../../src/core/signal.js';
import { registerOnboarding } from '../../../../src/features/onboarding/register.js';
import { editor, packageJSON, resetEditor } from '../../../support/fakeVscode.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

const forms = vi.hoisted(() => ({ started: [] as unknown[] }));

vi.mock('../../../../src/features/onboarding/startForm.js', () => ({
  startForm: async (_deps: unknown, origin: unknown) => void forms.started.push(origin),
}));

beforeEach(() => {
  resetEditor();
  forms.started = [];
});

test('a site is published from the clicked folder, and from a view title not from the row with the focus', async () => {
  const event = new Signal<void>().event;
  const session = { account: { id: '100' }, onDidChange: event };
  const log = { debug: () => undefined, failure: () => undefined, redact: String };
  registerOnboarding({
    session,
    log,
    clock: createVirtualClock(),
    context: { extension: { packageJSON } },
    board: { onDidChange: event, runs: [] },
  } as never);
  const run = (...click: readonly unknown[]) => editor.commands.get('ossCdn.publishSite')?.(...(click as never[]));
  await run(Uri.file('/w/dist'), [Uri.file('/w/dist')]);
  await run();
  const bucket = { name: 'site', region: 'cn-hangzhou' };
  for (const argument of ['img.example.com', bucket, 'bucket:site']) await run({ kind: 'domain', argument });
  expect(forms.started.map((each) => (each as { folder: unknown }).folder)).toEqual([
    'file:///w/dist',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
