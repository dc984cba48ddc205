import { describe, expect, it } from 'vitest';
import { toContentType } from '../../../../../src/core/publishing/upload/uploadHeaders.js';

describe('toContentType', () => {
  it.each([
    ['index.html', 'text/html; charset=utf-8'],
    ['a/b.CSS', 'text/css; charset=utf-8'],
    ['app.js', 'text/javascript; charset=utf-8'],
    ['app.mjs', 'text/javascript; charset=utf-8'],
    ['data.json', 'application/json; charset=utf-8'],
    ['app.js.map', 'application/json; charset=utf-8'],
    ['site.webmanifest', 'application/manifest+json; charset=utf-8'],
    ['logo.svg', 'image/svg+xml; charset=utf-8'],
    ['feed.xml', 'application/xml; charset=utf-8'],
    ['note.txt', 'text/plain; charset=utf-8'],
    ['module.wasm', 'application/wasm'],
    ['photo.avif', 'image/avif'],
    ['photo.jpg', 'image/jpeg'],
    ['favicon.ico', 'image/x-icon'],
    ['font.woff2', 'font/woff2'],
    ['film.mp4', 'video/mp4'],
    ['no-extension', 'application/octet-stream'],
    ['v1.2/LICENSE', 'application/octet-stream'],
    ['strange.zzz', 'application/octet-stream'],
    ['x.constructor', 'application/octet-stream'],
    ['a.__proto__', 'application/octet-stream'],
    ['a.valueOf', 'application/octet-stream'],
    ['toString', 'application/octet-stream'],
  ])('the content type of %s is %s', (key, type) => expect(toContentType(key)).toBe(type));
});
