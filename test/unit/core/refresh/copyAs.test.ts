import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toCdnUrl } from '../../../../src/core/objectKey.js';
import { copyText } from '../../../../src/core/refresh/copyAs.js';

const url = (path: string) => `https://img.example.com/${path}`;

describe('a URL', () => {
  test.each([
    ['url', 'logo.png', url('logo.png')],
    ['markdown', 'logo.png', `![logo.png](${url('logo.png')})`],
    ['markdown', 'a.pdf', `[a.pdf](${url('a.pdf')})`],
    ['html', 'logo.svg', `<img src="${url('logo.svg')}" alt="logo.svg">`],
    ['html', 'site.css', `<link rel="stylesheet" href="${url('site.css')}">`],
    ['html', 'app.mjs', `<script src="${url('app.mjs')}"></script>`],
    ['html', 'a.pdf', `<a href="${url('a.pdf')}">a.pdf</a>`],
    ['css', 'logo.png', `url("${url('logo.png')}")`],
    ['css', 'site.css', `@import url("${url('site.css')}");`],
  ] as const)('a URL as %s of %s is %s', (form, name, wanted) => {
    expect(copyText(form, url(name), name)).toBe(wanted);
  });

  test('a URL with a query is recognized by its path', () => {
    const address = url('logo.png?x-oss-process=image/resize,w_100&v=1');
    expect(copyText('html', address, 'logo.png')).toBe(`<img src="${address.replace('&', '&#38;')}" alt="logo.png">`);
    expect(copyText('markdown', `${url('page?file=x.png')}`, 'page')).toBe(`[page](${url('page?file=x.png')})`);
  });
});

describe('a hostile name', () => {
  const hostile = [
    '](javascript:alert(1)).png',
    '"><script>alert(1)</script>.png',
    "');}body{x:y;.png",
    'a\n\n# b`.png',
  ];

  test.each(hostile)('%j is escaped in every format', (name) => {
    const address = toCdnUrl({ name: 'img.example.com', httpsOn: true }, name);
    expect(address).toMatch(/^[\x21-\x7e]+$/);
    expect(copyText('html', address, name)).toMatch(/^<img src="[^"<>]*" alt="[^"<>\n]*">$/);
    expect(copyText('css', address, name)).toMatch(/^url\("[^"\\\n()]*"\)$/);
    expect(copyText('markdown', address, name)).toMatch(/^!\[(?:[^[\]\\\n]|\\.)*\]\([^\s()<>]*\)$/);
  });

  test('is confined to its place, whatever the URL and the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (name, path) => {
        const address = `https://img.example.com/${path}`;
        expect(copyText('html', address, name)).toMatch(/^<\w+ (?:rel="stylesheet" )?(?:src|href)="[^"<>]*"[^<>]*>/);
        expect(copyText('css', address, name)).toMatch(/^(?:@import )?url\("[^"\\\s()]*"\);?$/);
        expect(copyText('markdown', address, name)).toMatch(/^!?\[(?:[^[\]\\\n]|\\.)*\]\([^\s()<>]*\)$/);
      }),
    );
  });
});
