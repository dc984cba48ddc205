import { beforeEach, expect, it } from 'vitest';
import { toPage } from '../../../../../src/features/verification/page/page.js';
import { env } from '../../../../support/fakeVscode.js';
import { cases } from '../../../../support/verification/cases.js';

beforeEach(() => {
  env.language = 'en';
});

it('the page disables Recheck while it checks', () => {
  const recheck = (id: string) => {
    const input = cases.find((each) => each.id === id)?.input;
    return input && toPage(input).buttons.find(({ action }) => action === 'recheck');
  };
  expect(recheck('checking')).toEqual({ action: 'recheck', label: 'Recheck', disabled: true });
  expect(recheck('working')).toEqual({ action: 'recheck', label: 'Recheck' });
});

it('the page says when a station was queried, and for how long, only of one that was', () => {
  const input = cases.find(({ id }) => id === 'notOnline-configuring')?.input;
  const steps = input ? (toPage(input).details.timeline?.steps ?? []) : [];
  expect(steps.map(({ id, when }) => ({ id, isTimed: when !== undefined }))).toEqual([
    { id: 'record', isTimed: true },
    { id: 'authoritative', isTimed: true },
    { id: 'resolvers', isTimed: true },
    { id: 'cdn', isTimed: true },
    { id: 'edge', isTimed: false },
  ]);
});

it('the page marks the target of a CNAME within the verdict', () => {
  const input = cases.find(({ id }) => id === 'wrongTarget-other')?.input;
  const { value, sentence = '' } = input ? toPage(input).lead : {};
  expect({ value, isAtEnd: sentence.endsWith(': pages.example.org') }).toEqual({
    value: 'pages.example.org',
    isAtEnd: true,
  });
});

it('the page says "cannot tell" and not that something failed where a proxy carries nothing', () => {
  const input = cases.find(({ id }) => id === 'cannotTell-edge')?.input;
  const page = input && toPage(input);
  const edge = page?.details.timeline?.steps.find(({ id }) => id === 'edge');
  expect(edge).toMatchObject({ tone: 'neutral', text: 'cannot tell: the proxy does not forward the request' });
  expect(JSON.stringify(page?.details.sections.find(({ id }) => id === 'edge'))).not.toMatch(/fail/i);
});
