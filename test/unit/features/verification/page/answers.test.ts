import { beforeEach, describe, expect, it } from 'vitest';
import type { VerificationFacts } from '../../../../../src/core/verification/facts.js';
import { answersOf, findUrl } from '../../../../../src/features/verification/page/answers.js';
import { env } from '../../../../support/fakeVscode.js';
import { answer, certificate, edges, facts, rr } from '../../../../support/verification/facts.js';

describe('the answers', () => {
  beforeEach(() => {
    env.language = 'en';
  });

  it('show the two questions separately, and open what browsers show', () => {
    const open = (more: Partial<VerificationFacts>) => {
      const found = facts(more);
      return { answers: answersOf(found).map(({ label }) => label), url: findUrl(found) };
    };
    const url = 'https://img.example.com/css/site.css';
    expect(open({})).toEqual({ answers: ['Yes', 'The page'], url });
    const nothing = { resolvers: [answer('8.8.8.8', [])], authoritative: [] };
    expect(open(nothing)).toEqual({ answers: ['No', 'The page'], url: undefined });
    const elsewhere = [answer('1.1.1.1', [rr('A', '192.0.2.1')])];
    expect(open({ resolvers: elsewhere }).answers[0]).toBe('Partially propagated');
    expect(open({ resolvers: [], authoritative: [] }).answers[0]).toBe('Cannot tell');
    const plain = edges().map((edge) =>
      edge.scheme === 'http'
        ? edge
        : {
            ...edge,
            answer: { ...edge.answer, certificate: certificate({ trusted: false, names: ['*.kunlunsl.com'] }) },
          },
    );
    expect(open({ edges: plain, httpsOn: false })).toEqual({
      answers: ['Yes', 'The page, over http only'],
      url: url.replace('s:', ':'),
    });
  });

  it('warn of mail at the name, whatever DNS returns', () => {
    const warning =
      'Warning: This domain receives mail (MX). With a CNAME, mail may be lost. Accelerate its www subdomain instead.';
    const nothing = { resolvers: [answer('8.8.8.8', [])], authoritative: [] };
    for (const more of [{}, nothing, { resolvers: [], authoritative: [] }]) {
      expect(answersOf(facts({ ...more, receivesMail: true }))[0]?.notes[0]).toBe(warning);
      expect(answersOf(facts(more))[0]?.notes).not.toContain(warning);
    }
  });

  it('show each address, with its certificate and the result for /', () => {
    const body = new TextEncoder().encode('<Error><Code>AccessDenied</Code></Error>');
    const root = edges({ status: 403, body }, 'unknown').map((edge) => ({ ...edge, path: '/' }));
    const rows = answersOf(facts({ root }))[1]?.rows.map(({ label, text, tone }) => `${label}: ${text} (${tone})`);
    expect(rows).toEqual([
      'https://img.example.com/css/site.css: shown · certificate until Jun 30, 2026 (good)',
      'http://img.example.com/css/site.css: shown (good)',
      'https://img.example.com/: AccessDenied: the bucket root cannot be listed · certificate until Jun 30, 2026 (neutral)',
    ]);
  });
});
