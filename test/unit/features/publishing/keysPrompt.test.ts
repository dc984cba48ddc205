import { beforeEach, expect, test } from 'vitest';
import type { PublishState } from '../../../../src/core/publishing/publication.js';
import { registerKeysPrompt } from '../../../../src/features/publishing/publishingFeature.js';
import type { Publishing } from '../../../../src/features/publishing/services.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';

const cause = { kind: 'error', error: { kind: 'expiredCredentials', details: {} } } as const;
const now = 1_000;
const refused: PublishState = { kind: 'waiting', reason: 'keys', count: 160, until: now + 1, cause };
const sentence = 'Publishing has stopped. The temporary keys have expired: renew them, then sign in again';

let told: { readonly text: string; readonly buttons: readonly string[] }[];
let state: PublishState;
let change: () => void;

beforeEach(() => {
  resetEditor();
  told = [];
  editor.answer = async ({ text, buttons }) => void told.push({ text, buttons });
  const publisher = {
    get state() {
      return state;
    },
    onDidChange: (listener: () => void) => {
      change = listener;
      return { dispose: () => undefined };
    },
  };
  const log = { debug: () => undefined, redact: (text: string) => text };
  registerKeysPrompt({ publisher, deps: { clock: { now: () => now }, log } } as unknown as Publishing);
});

function become(next: PublishState): void {
  state = next;
  change();
}

test('refused keys are reported once, with Sign In, however often they are tried', () => {
  for (let time = 0; time < 3; time++) become(refused);
  become({ kind: 'idle' });
  become({ ...refused, count: 1 });
  expect(told).toEqual([{ text: sentence, buttons: ['Sign In', 'Show Log'] }]);
});

test('keys that were accepted and expire again are reported again', () => {
  become(refused);
  become({ kind: 'uploading', count: 1 });
  become(refused);
  expect(told).toHaveLength(2);
});

test('keys that were refused before are tried again before any message', () => {
  become({ ...refused, until: now });
  expect(told).toEqual([]);
});

test('no message is shown while another reason keeps files waiting', () => {
  become({ kind: 'waiting', reason: 'offline', count: 1, until: now + 1 });
  expect(told).toEqual([]);
});
