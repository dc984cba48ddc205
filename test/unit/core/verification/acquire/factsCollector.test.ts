import { expect, test } from 'vitest';
import { FactsCollector } from '../../../../../src/core/verification/acquire/factsCollector.js';
import type { EdgeFact } from '../../../../../src/core/verification/facts.js';

const edgeOf = (via: EdgeFact['via'], scheme: EdgeFact['scheme']): EdgeFact => ({
  via,
  scheme,
  connectTo: 'edge.example.com',
  path: '/',
  answer: { outcome: 'timeout', headers: {}, durationMs: 0 },
});

test('edges are listed in a fixed order, whichever answered first', () => {
  const collector = new FactsCollector('img.example.com', { now: () => 0 }, undefined, () => {});
  const edges = [edgeOf('dns', 'http'), edgeOf('cname', 'http'), edgeOf('dns', 'https'), edgeOf('cname', 'https')];
  collector.partial.edges = edges;
  const inOrder = collector.toFacts().edges;
  expect(inOrder.map(({ via, scheme }) => `${via} ${scheme}`)).toEqual([
    'cname https',
    'cname http',
    'dns https',
    'dns http',
  ]);
  collector.partial.edges = edges.toReversed();
  expect(collector.toFacts().edges).toEqual(inOrder);
});
