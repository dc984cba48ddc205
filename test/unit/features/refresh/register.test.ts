import { beforeEach, expect, test } from 'vitest';
import { Signal } from '../../../../src/core/signal.js';
import { registerRefresh } from '../../../../src/features/refresh/register.js';
import { editor, packageJSON, resetEditor } from '../../../support/fakeVscode.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

beforeEach(resetEditor);

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const rowOf = (key: string) => ({ kind: 'object', argument: { bucket, key } });

test('of several selected rows Open CDN URL opens the one that was clicked', async () => {
  const cloud = createMemoryCloud();
  cloud.addDomain('img.example.com', bucket.name);
  const event = new Signal<void>().event;
  const session = { account: { id: '100' }, cloud: async () => cloud, onDidChange: event };
  const log = { debug: () => undefined, failure: () => undefined, redact: String };
  registerRefresh({
    session,
    log,
    clock: createVirtualClock(),
    context: { extension: { packageJSON } },
    activity: { onDidChange: event },
    mappedObjects: { listVariants: async () => [] },
  } as never);
  const [first, clicked] = [rowOf('first.png'), rowOf('clicked.png')];
  await editor.commands.get('ossCdn.openAtCdn')?.(clicked as never, [first, clicked] as never);
  expect(editor.opened).toEqual(['https://img.example.com/clicked.png']);
});
