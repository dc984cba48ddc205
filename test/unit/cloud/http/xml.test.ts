import { describe, expect, test } from 'vitest';
import { parseXml } from '../../../../src/cloud/http/xml.js';
import { growthOf, mostGrowth } from '../../../support/growth.js';

describe('the XML of an answer', () => {
  test('is read with text, lists, empty elements and entities', () => {
    const text = '<?xml version="1.0"?><R><A>1 &lt; 2 &#20013; &amp;</A><B>x</B><B>y</B><C/><D><![CDATA[<z>]]></D></R>';
    expect(parseXml(text)).toEqual({
      name: 'R',
      content: { A: '1 < 2 中 &', B: ['x', 'y'], C: '', D: '<z>' },
    });
  });

  test.each(['constructor', 'toString', '__proto__', 'nonsense'])(
    'keeps the unknown entity &%s; as it stands',
    (name) => {
      expect(parseXml(`<R><A>&${name};</A></R>`)?.content).toEqual({ A: `&${name};` });
    },
  );

  test('an XML answer has elements of any name', () => {
    const content = parseXml('<R><constructor>a</constructor><__proto__>b</__proto__></R>')?.content ?? {};
    expect(Object.entries(content)).toEqual([
      ['constructor', 'a'],
      ['__proto__', 'b'],
    ]);
  });

  test('may have comments, attributes and a declaration, which are ignored', () => {
    const text = '<?xml version="1.0"?><!DOCTYPE R><R xmlns="http://a/b"><!-- <x> --><A size="1" /><B at="2">b</B></R>';
    expect(parseXml(text)).toEqual({ name: 'R', content: { A: '', B: 'b' } });
  });

  const endless = ['<', '<a', '<a ', '<a/', '</', '<!', '<?', '<![CDATA[', '<!--', '&', '&a', '&#', '<a>'];
  const inner = ['<a></a>', '<a/>', '<a>1</a>', '<a b="1"/>', '&amp;', '&', '<!---->', '<![CDATA[]]>', '<a ></a >'];
  const parseAll = (texts: readonly string[]) => texts.filter((text) => parseXml(text)).length;

  test.each([
    ['of tags and sections without an end', (units: number) => endless.map((unit) => unit.repeat(units)), 0],
    ['of many elements', (units: number) => inner.map((unit) => `<R><b>1</b>${unit.repeat(units)}</R>`), inner.length],
  ])('is parsed in linear time when it is one %s', (_name, make, good) => {
    const largest = 8_000;
    expect(parseAll(make(largest))).toBe(good);
    expect(growthOf(make, parseAll, { from: 800, largest })).toBeLessThanOrEqual(mostGrowth);
  });

  test('is rejected when it is longer, or has more elements, than any answer', () => {
    const textOf = (length: number) => `<R><A>${'x'.repeat(length)}</A></R>`;
    expect(parseXml(textOf(3_500_000))?.name).toBe('R');
    expect(parseXml(textOf(4 * 1024 * 1024)) === undefined).toBe(true);
    const elementsOf = (count: number) => `<R>${'<A/>'.repeat(count)}</R>`;
    expect(parseXml(elementsOf(90_000))?.name).toBe('R');
    expect(parseXml(elementsOf(100_001)) === undefined).toBe(true);
  });

  test.each([
    { why: 'an element ends by the name of another', text: '<R><A>1</B></R>' },
    { why: 'two elements overlap', text: '<R><A><B>1</A></B></R>' },
    { why: 'an element ends that has not begun', text: '<R><A>1</A></b></R>' },
    { why: 'the root ends twice', text: '<R><A>1</A></R></R>' },
    { why: 'it has two roots', text: '<R><A>1</A></R><R><A>2</A></R>' },
    { why: 'it has two roots of other names', text: '<R><A>1</A></R><S/>' },
  ])('is rejected when $why', ({ text }) => {
    expect(parseXml(text)).toBeUndefined();
  });

  test.each(['<R/>', '<R></R>', '<R>text</R>'])('has no content when its root has no elements: %s', (text) => {
    expect(parseXml(text)).toBeUndefined();
  });

  test('is rejected when it is truncated, or nested deeper than any answer', () => {
    expect(parseXml('<R><A>1</A>')).toBeUndefined();
    expect(parseXml(`${'<a>'.repeat(500_000)}${'</a>'.repeat(500_000)}`)).toBeUndefined();
    expect(parseXml('no XML')).toBeUndefined();
  });
});
