import { beforeEach, expect, test } from 'vitest';
import type { Entry, UserCommand } from '../../../../src/core/publishing/queueEntry.js';
import { registerHeldPrompt } from '../../../../src/features/publishing/publishingFeature.js';
import type { Publishing } from '../../../../src/features/publishing/services.js';
import { entryOf } from '../../../contract/conformance/storeFixture.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';

interface Question {
  readonly text: string;
  answer(chosen: string | undefined): void;
}

/** As many as a publisher lists at once. */
const listed = 200;
let questions: Question[];
let held: Entry[];
let now: number;
let isPaused: boolean;
let commands: readonly { readonly kind: UserCommand['kind']; readonly until: number }[];
let change: () => void;

beforeEach(() => {
  resetEditor();
  questions = [];
  editor.answer = ({ text }) => new Promise((answer) => void questions.push({ text, answer }));
  [held, commands, now, isPaused] = [[], [], 1, false];
  const listen = (listener: () => void) => {
    change = listener;
    return { dispose: () => undefined };
  };
  const publisher = {
    list: () => held.slice(0, listed),
    count: () => ({ held: held.length }),
    executeAll: async (kind: UserCommand['kind'], until: number) => {
      commands = [...commands, { kind, until }];
    },
    onDidChange: listen,
  };
  const pause = {
    get isOn() {
      return isPaused;
    },
    onDidChange: listen,
  };
  const deps = { clock: { now: () => now }, log: { debug: () => undefined } };
  registerHeldPrompt({ publisher, pause, deps } as unknown as Publishing);
});

function hold(key: string, version = 1): void {
  now++;
  held = [...held.filter(({ publication }) => publication.key !== key), entryOf(key, { stage: 'held', version })];
  change();
}

test('files held later get the same question, even if the first one was not answered', () => {
  hold('a');
  change();
  expect(questions).toHaveLength(1);
  hold('b');
  expect(new Set(questions.map(({ text }) => text)).size).toBe(1);
  expect(questions).toHaveLength(2);
});

test('an answer covers the files held by then', async () => {
  hold('a');
  hold('b');
  questions[0]?.answer('Publish');
  questions[1]?.answer('Discard');
  await new Promise(setImmediate);
  expect(commands).toEqual([
    { kind: 'publishHeld', until: 2 },
    { kind: 'dropHeld', until: 3 },
  ]);
});

test('a file that is held once more is asked about again', () => {
  hold('a');
  hold('a', 2);
  expect(questions).toHaveLength(2);
});

test('more files than are listed are asked about', () => {
  held = Array.from({ length: listed }, (_, at) => entryOf(`f${at}`, { stage: 'held' }));
  hold('last');
  hold('after the last');
  expect(questions).toHaveLength(2);
});

test('nothing is asked before a pause has ended', () => {
  isPaused = true;
  hold('a');
  expect(questions).toEqual([]);
  isPaused = false;
  change();
  expect(questions).toHaveLength(1);
});
