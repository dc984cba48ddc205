import { beforeEach, describe, expect, it } from 'vitest';
import type { WriteOptions } from '../../../../src/core/publishing/publishStore.js';
import { createSharedStore, type MemoryStore } from '../../../support/memoryStore.js';

interface Planned {
  readonly ms: number;
  run(): void;
}

let store: MemoryStore;
let planned: Planned[];
let written: string[];

beforeEach(() => {
  planned = [];
  written = [];
  store = createSharedStore().window('window', (run, ms) => void planned.push({ run, ms }));
});

const canWait = { canWait: true };

function write(name: string, options?: WriteOptions): void {
  void store.write(() => written.push(name), options);
}

/** Runs the planned transactions, without those that they plan. */
function runPlanned(): void {
  for (const { run } of planned.splice(0)) run();
}

/** Makes a transaction of many writes, after which the next one waits for others. */
function gather(): void {
  for (let n = 0; n < 20; n++) write('before', canWait);
  runPlanned();
  written = [];
}

describe('the pause before a transaction', () => {
  it.each<[string, WriteOptions | undefined, number]>([
    ['writes that can wait', canWait, 5],
    ['durable writes', { durable: true }, 0],
    ['other writes', undefined, 0],
  ])('after many writes, %s', (_name, options, ms) => {
    gather();
    write('a', options);
    expect(planned.map((each) => each.ms)).toEqual([ms]);
  });

  it('ends when a write comes that cannot wait, and is no longer than that one', () => {
    gather();
    write('a', canWait);
    write('b');
    expect(planned.map((each) => each.ms)).toEqual([5, 0]);
    planned.splice(1)[0]?.run();
    expect(written).toEqual(['a', 'b']);
  });

  it('that has ended early makes no transaction of its own', () => {
    gather();
    write('a', canWait);
    write('b');
    const [later, soon] = planned.splice(0);
    soon?.run();
    write('c', canWait);
    later?.run();
    expect(written).toEqual(['a', 'b']);
    runPlanned();
    expect(written).toEqual(['a', 'b', 'c']);
  });

  it('is there again after a write that could not wait', () => {
    gather();
    write('a');
    for (let n = 0; n < 40; n++) write('b', canWait);
    runPlanned();
    write('c', canWait);
    expect(planned.map((each) => each.ms)).toEqual([10]);
  });
});
