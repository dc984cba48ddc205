import { beforeEach, describe, expect, it } from 'vitest';
import type { QueueRequest } from '../../../../../src/core/publishing/publishStore.js';
import { PendingRequests } from '../../../../../src/core/publishing/queue/requestWriter.js';
import { createEngineWorld } from '../engineWorld.js';

const { publicationOf } = createEngineWorld();
const context = { accountId: '1', held: false, at: 1 };
const requestOf = (name: string): QueueRequest => ({ ...context, publications: [publicationOf(name)] });
const order: QueueRequest = { ...context, publications: [], commands: [{ kind: 'cancel' }] };
const nameOf = ({ publications, commands: orders }: QueueRequest) => publications[0]?.key ?? orders?.[0]?.kind ?? '';

let pending: PendingRequests;
/** How each request was answered, in the order of the answers. */
let answers: string[];
beforeEach(() => {
  pending = new PendingRequests();
  answers = [];
});

function push(...requests: readonly QueueRequest[]): void {
  for (const request of requests)
    pending.push(request).then(
      () => answers.push(`${nameOf(request)} accepted`),
      () => answers.push(`${nameOf(request)} rejected`),
    );
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('PendingRequests', () => {
  it('writes the requests before a command first, then the command, then those after it', async () => {
    push(requestOf('a'), requestOf('b'), order, requestOf('c'));
    const steps: string[] = [];
    await pending.drain(async (request) => {
      steps.push(`${nameOf(request)} begins`);
      await settle();
      steps.push(`${nameOf(request)} ends`);
    });
    expect(steps).toEqual([
      'a begins',
      'b begins',
      'a ends',
      'b ends',
      'cancel begins',
      'cancel ends',
      'c begins',
      'c ends',
    ]);
    expect({ answers, isEmpty: pending.isEmpty }).toEqual({
      answers: ['a', 'b', 'cancel', 'c'].map((name) => `${name} accepted`),
      isEmpty: true,
    });
  });

  it('a command without earlier requests is written alone', async () => {
    push(order, order, requestOf('a'));
    const taken: string[] = [];
    await pending.drain(async (request) => void taken.push(nameOf(request)));
    expect(taken).toEqual(['cancel', 'cancel', 'a']);
  });

  it('a request that arrives during a write is written after it', async () => {
    push(requestOf('a'));
    const taken: string[] = [];
    await pending.drain(async (request) => {
      taken.push(nameOf(request));
      if (nameOf(request) === 'a') push(requestOf('b'));
    });
    expect(taken).toEqual(['a', 'b']);
  });

  it('keeps requests that the disk refuses, rejects each once, and writes them when the disk accepts them', async () => {
    push(requestOf('a'), requestOf('b'));
    await expect(pending.drain(() => Promise.reject(new Error('full')))).rejects.toThrow('full');
    expect(pending.publications.map(({ key }) => key)).toEqual(['a', 'b']);
    for (let time = 0; time < 2; time++) pending.rejectAll(new Error('full'));
    push(requestOf('c'));
    const taken: string[] = [];
    await pending.drain(async (request) => void taken.push(nameOf(request)));
    await settle();
    expect(answers).toEqual(['a rejected', 'b rejected', 'c accepted']);
    expect({ taken, isEmpty: pending.isEmpty, publications: pending.publications }).toEqual({
      taken: ['a', 'b', 'c'],
      isEmpty: true,
      publications: [],
    });
  });

  it('keeps only the requests that are refused, and accepts those beside them', async () => {
    push(requestOf('a'), requestOf('b'), requestOf('c'));
    const take = async (request: QueueRequest) => {
      if (nameOf(request) === 'b') throw new Error('full');
    };
    await expect(pending.drain(take)).rejects.toThrow('full');
    await settle();
    expect({ answers, left: pending.publications.map(({ key }) => key) }).toEqual({
      answers: ['a accepted', 'c accepted'],
      left: ['b'],
    });
  });

  it('writes no later request while an earlier one is refused', async () => {
    push(requestOf('a'), order, requestOf('b'));
    const taken: string[] = [];
    const take = async (request: QueueRequest) => {
      taken.push(nameOf(request));
      if (request === order) throw new Error('full');
    };
    await expect(pending.drain(take)).rejects.toThrow('full');
    expect({ taken, left: pending.publications.map(({ key }) => key) }).toEqual({
      taken: ['a', 'cancel'],
      left: ['b'],
    });
  });
});
