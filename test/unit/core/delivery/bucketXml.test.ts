import { expect, test } from 'vitest';
import { readCorsRules, textOf, withCorsOrigins, withElement } from '../../../../src/core/delivery/bucketXml.js';
import { growthOf, mostGrowth } from '../../../support/growth.js';

/** An answer with more is refused. */
const mostBytes = 4 * 1024 * 1024;
const suffix = ['WebsiteConfiguration', 'IndexDocument', 'Suffix'] as const;

test.each([
  {
    what: 'the attributes of the elements around it',
    xml: '<WebsiteConfiguration xmlns="urn:a"><IndexDocument kept="1"><Suffix>a.html</Suffix><Type>0</Type></IndexDocument><x/></WebsiteConfiguration>',
    expected:
      '<WebsiteConfiguration xmlns="urn:a"><IndexDocument kept="1"><Suffix>b&amp;c.html</Suffix><Type>0</Type></IndexDocument><x/></WebsiteConfiguration>',
  },
  {
    what: 'what stands beside an element that is missing',
    xml: '<?xml version="1.0"?>\n<WebsiteConfiguration xmlns="urn:a"><RoutingRules/></WebsiteConfiguration>',
    expected:
      '<?xml version="1.0"?>\n<WebsiteConfiguration xmlns="urn:a"><IndexDocument><Suffix>b&amp;c.html</Suffix></IndexDocument><RoutingRules/></WebsiteConfiguration>',
  },
  {
    what: 'an element without content',
    xml: '<WebsiteConfiguration a="1"/>',
    expected:
      '<WebsiteConfiguration a="1"><IndexDocument><Suffix>b&amp;c.html</Suffix></IndexDocument></WebsiteConfiguration>',
  },
])('an element that is written keeps $what', ({ xml, expected }) => {
  expect(withElement(xml, suffix, 'b&c.html')).toBe(expected);
  expect(textOf(expected, suffix)).toBe('b&c.html');
});

test('a rule for other sites can be added to an empty configuration', () => {
  for (const xml of [undefined, '<CORSConfiguration/>', '<CORSConfiguration></CORSConfiguration>'])
    expect(readCorsRules(withCorsOrigins(xml, ['https://a.example']))).toEqual([
      { origins: ['https://a.example'], methods: ['GET', 'HEAD'] },
    ]);
});

test('a further site is added to our rule for the first site, and to no rule of another program', () => {
  const theirs =
    '<CORSRule><AllowedOrigin>https://own.example</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule>';
  const start = `<CORSConfiguration>${theirs}</CORSConfiguration>`;
  const one = withCorsOrigins(start, ['https://a.example']);
  const two = withCorsOrigins(one, ['https://b.example', 'https://own.example']);
  expect(readCorsRules(two)).toEqual([
    { origins: ['https://own.example'], methods: ['GET'] },
    { origins: ['https://a.example', 'https://b.example'], methods: ['GET', 'HEAD'] },
  ]);
  expect(withCorsOrigins(two, ['https://b.example'])).toBe(two);
});

test('a further site is added to our rule for the first site also where OSS indents it', () => {
  const start = withCorsOrigins(undefined, ['https://a.example']);
  const indented = start.replaceAll('><', '>\n  <');
  expect(readCorsRules(withCorsOrigins(indented, ['https://b.example']))).toEqual([
    { origins: ['https://a.example', 'https://b.example'], methods: ['GET', 'HEAD'] },
  ]);
});

test.each([
  { what: 'rules', open: '<CORSRule>', read: readCorsRules },
  { what: 'elements', open: '<IndexDocument>', read: (xml: string) => textOf(xml, ['IndexDocument', 'Suffix']) },
])('$what that never end are read in linear time', ({ open, read }) => {
  const make = (count: number) => open.repeat(count);
  expect(growthOf(make, read, { largest: mostBytes / open.length })).toBeLessThanOrEqual(mostGrowth);
});
