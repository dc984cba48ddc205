import { describe, expect, it } from 'vitest';
import { compileRules } from '../../../../../src/core/publishing/mapping/fileRules.js';

describe('compileRules', () => {
  it.each([
    [undefined, undefined, 'a/b.html', true],
    [['**/*.html'], undefined, 'a/b.html', true],
    [['**/*.html'], undefined, 'b.html', true],
    [['**/*.html'], undefined, 'b.css', false],
    [['*.html'], undefined, 'a/b.html', true],
    [['a/*.html'], undefined, 'a/c/b.html', false],
    [undefined, ['drafts/**'], 'drafts/a/b.html', false],
    [undefined, ['drafts/**'], 'a/drafts/b.html', true],
    [undefined, ['*.map'], 'js/app.js.map', false],
    [['**'], ['.well-known/**'], '.well-known/x', false],
    [['**'], undefined, '.well-known/x', true],
    [['*.{png,jpg}'], undefined, 'x/y.jpg', true],
    [['[0-9].txt'], undefined, '7.txt', true],
    [undefined, ['drafts'], 'drafts/a/b.html', false],
    [undefined, ['drafts'], 'a/drafts/b.html', false],
    [undefined, ['drafts/'], 'a/drafts/b.html', false],
    [undefined, ['drafts/'], 'a/drafts', true],
    [undefined, ['a/drafts'], 'a/drafts/b/c.html', false],
    [undefined, ['a/drafts/'], 'a/drafts/b/c.html', false],
    [undefined, ['a/drafts/'], 'b/a/drafts/c.html', true],
    [undefined, ['draft*'], 'drafts/b.html', false],
    [undefined, ['!(*.html)'], 'css/a.html', true],
    [undefined, ['!(*.html)'], 'css/a.css', false],
    [['css/'], undefined, 'css/a.css', true],
    [['css/'], undefined, 'a/css/b/a.css', true],
    [['css/'], undefined, 'js/a.js', false],
    [['css/*'], undefined, 'css/b/a.css', false],
  ])('include %j exclude %j: %s is published: %s', (include, exclude, path, expected) => {
    const rules = compileRules({ ...(include && { include }), ...(exclude && { exclude }) });
    expect(rules.includes(path)).toBe(expected);
  });

  it('takes the later rule, header by header', () => {
    const { headersOf } = compileRules({
      headers: [
        { files: ['**'], headers: { 'cache-control': 'no-cache', 'content-disposition': 'inline' } },
        { files: ['assets/**'], headers: { 'cache-control': 'immutable' } },
      ],
    });
    expect(headersOf('index.html')).toEqual({ 'cache-control': 'no-cache', 'content-disposition': 'inline' });
    expect(headersOf('assets/a.js')).toEqual({ 'cache-control': 'immutable', 'content-disposition': 'inline' });
  });

  it('watches only the files it publishes', () => {
    const { watches } = compileRules({ watch: ['out/**'], exclude: ['*.map'] });
    expect(['out/a.js', 'out/a.js.map', 'src/a.ts'].map(watches)).toEqual([true, false, false]);
  });
});
