import { describe, expect, test } from 'vitest';
import { parseXml } from '../../../../src/cloud/http/xml.js';

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

  test('has elements of any name', () => {
    const content = parseXml('<R><constructor>a</constructor><__proto__>b</__proto__></R>')?.content ?? {};
    expect(Object.entries(content)).toEqual([
      ['constructor', 'a'],
      ['__proto__', 'b'],
    ]);
  });

  test('may have comments, attributes and a declaration, which are left out', () => {
    const text = '<?xml version="1.0"?><!DOCTYPE R><R xmlns="http://a/b"><!-- <x> --><A size="1" /><B at="2">b</B></R>';
    expect(parseXml(text)).toEqual({ name: 'R', content: { A: '', B: 'b' } });
  });

  test.each(['<', '<a', '<a ', '<a/', '</', '<!', '<?', '<![CDATA[', '<!--', '&', '&a', '<a>'])(
    'is parsed in linear time when it repeats %s without an end',
    (unit) => {
      const started = performance.now();
      expect(parseXml(unit.repeat(1_000_000 / unit.length))).toBeUndefined();
      expect(performance.now() - started).toBeLessThan(2_000);
    },
  );

  test('is none when it is cut off, or nested deeper than any answer', () => {
    expect(parseXml('<R><A>1</A>')).toBeUndefined();
    expect(parseXml(`${'<a>'.repeat(500_000)}${'</a>'.repeat(500_000)}`)).toBeUndefined();
    expect(parseXml('no XML')).toBeUndefined();
  });
});
