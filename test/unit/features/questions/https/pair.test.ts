import { beforeEach, expect, it, vi } from 'vitest';
import { window } from 'vscode';
import type { PemFacts } from '../../../../../src/core/https/pemPair.js';
import { addPair } from '../../../../../src/features/questions/https/pair.js';
import type { AskContext } from '../../../../../src/features/questions/runQuestion.js';
import { modalTexts, resetEditor } from '../../../../support/fakeVscode.js';

beforeEach(() => resetEditor());

it.each([
  ['none', 'contains no PEM private key'],
  ['encrypted', 'password'],
  ['unreadable', 'private key'],
] as const)('a key file whose key is %s is reported as such, and nothing is sent', async (key, said) => {
  Object.assign(window, { showOpenDialog: async () => [{ fsPath: '/a.pem' }] });
  const chain = [{ names: ['img.example.com'], from: 0, until: 4e12, selfIssued: false }];
  const facts: PemFacts = { chain, keyInCertificate: false, key, keyOf: -1, keyIsOpen: false };
  const cloud = vi.fn();
  const context = {
    run: { plan: { domain: 'img.example.com' } },
    clock: { now: () => 1e12 },
    cloud,
    loadReadPair: async () => async () => ({ facts, chain: '' }),
  } as unknown as AskContext;
  expect(await addPair(context)).toEqual({ wrong: [expect.stringContaining(said)] });
  expect(modalTexts()).toEqual([]);
  expect(cloud).not.toHaveBeenCalled();
});
