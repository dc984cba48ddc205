import { describe, expect, it } from 'vitest';
import {
  addCacheRulesTo,
  addMappingTo,
  renameFolderIn,
} from '../../../../../src/core/publishing/mapping/editMapping.js';
import { compileRules } from '../../../../../src/core/publishing/mapping/fileRules.js';
import type { Mapping } from '../../../../../src/core/publishing/mapping/mapping.js';
import { parseMappingFile } from '../../../../../src/core/publishing/mapping/parseMapping.js';

const mapping: Mapping = {
  folder: 'dist',
  bucket: { name: 'my-site', region: 'cn-hangzhou' },
  prefix: '',
  domains: ['img.example.com'],
  onSave: 'publish',
};

describe('addMappingTo', () => {
  it.each([[undefined], [''], ['{ "mappings": [] }']])('a mapping is added to the text %j', (text) => {
    expect(parseMappingFile(addMappingTo(text, mapping))).toEqual({ mappings: [mapping], problems: [] });
  });

  it('a mapping that publishes builds is written as one', () => {
    const built = { ...mapping, watch: ['**'] };
    expect(parseMappingFile(addMappingTo(undefined, built))).toEqual({ mappings: [built], problems: [] });
  });

  it('adding a mapping keeps comments and other mappings', () => {
    const other = { ...mapping, folder: 'docs', prefix: 'docs/' };
    const text = addMappingTo(undefined, other).replace('"mappings"', '// ours\n  "mappings"');
    const after = addMappingTo(text, mapping);
    expect(after).toContain('// ours');
    expect(parseMappingFile(after).mappings).toEqual([other, mapping]);
  });

  it('adding the same mapping twice changes nothing the second time', () => {
    const once = addMappingTo(undefined, mapping);
    expect(addMappingTo(once, mapping)).toBe(once);
  });

  it('adds a domain to a mapping of the same folder and bucket', () => {
    const after = addMappingTo(addMappingTo(undefined, mapping), { ...mapping, domains: ['www.example.com'] });
    expect(parseMappingFile(after).mappings).toEqual([{ ...mapping, domains: ['img.example.com', 'www.example.com'] }]);
  });

  it('leaves alone that a mapping names no domain, which means all of them', () => {
    const all = '{ "mappings": [{ "folder": "dist", "bucket": "my-site", "region": "cn-hangzhou" }] }';
    expect(addMappingTo(all, mapping)).toBe(all);
    const through = { ...mapping, bucket: { ...mapping.bucket, uploadDomain: 'upload.example.com' } };
    expect(parseMappingFile(addMappingTo(all, through)).mappings).toEqual([{ ...through, domains: [] }]);
  });

  it('writes the upload domain, into a new mapping and into one that is there, and never takes it away', () => {
    const through = { ...mapping, bucket: { ...mapping.bucket, uploadDomain: 'upload.example.com' } };
    const fresh = addMappingTo(undefined, through);
    expect(parseMappingFile(fresh)).toEqual({ mappings: [through], problems: [] });
    expect(parseMappingFile(addMappingTo(addMappingTo(undefined, mapping), through)).mappings).toEqual([through]);
    expect(addMappingTo(fresh, mapping)).toBe(fresh);
  });

  it('refuses a conflict and a broken file', () => {
    const once = addMappingTo(undefined, mapping);
    const elsewhere = { ...mapping, bucket: { name: 'other-site', region: 'cn-hangzhou' } };
    expect(() => addMappingTo(once, elsewhere)).toThrow('mappingConflict');
    expect(() => addMappingTo('{}', mapping)).toThrow('mappingProblems');
    expect(() => addMappingTo('{ broken', mapping)).toThrow('mappingProblems');
  });
});

describe('addMappingTo of every domain of the bucket', () => {
  const place = {
    folder: 'dist',
    bucket: { name: 'site-assets', region: 'cn-hangzhou' },
    prefix: '',
    onSave: 'publish',
  } as const;
  const named = addMappingTo(undefined, { ...place, domains: ['a.example.com'] });

  it('is not lost beside a mapping that names some', () => {
    expect(parseMappingFile(addMappingTo(named, { ...place, domains: [] })).mappings).toMatchObject([{ domains: [] }]);
  });

  it('is refused for a folder that goes to another bucket', () => {
    const other = { ...place, bucket: { name: 'other-bucket', region: 'cn-hangzhou' }, domains: [] };
    expect(() => addMappingTo(named, other)).toThrow('mappingConflict');
  });
});

describe('addCacheRulesTo', () => {
  const own = '{ "files": "*.json", "contentType": "application/json" }';
  const file = (headers = '') =>
    `{\n  // ours\n  "mappings": [\n    { "folder": "dist", "bucket": "site-assets", "region": "cn-hangzhou"${headers} }\n  ]\n}\n`;
  const headersOf = (text: string, name: string) => {
    const { mappings, problems } = parseMappingFile(text);
    expect(problems).toEqual([]);
    return mappings[0] && compileRules(mappings[0]).headersOf(name);
  };

  it('lets names with a hash be kept for good and pages be asked for, whatever else there is', () => {
    for (const text of [
      addCacheRulesTo(file(), 'dist', { comment: 'why' }),
      addCacheRulesTo(file(`, "headers": [${own}]`), 'dist', { comment: 'why' }),
    ]) {
      expect(text).toContain('// ours');
      expect(text).toContain('// why\n');
      const immutable = { 'cache-control': 'public, max-age=31536000, immutable' };
      expect(headersOf(text, 'js/app.3f2a9c1b.js')).toEqual(immutable);
      expect(headersOf(text, 'css/main-0123456789abcdef.css')).toEqual(immutable);
      expect(headersOf(text, 'img/logo.82b9c7a50f1e.png')).toEqual(immutable);
      expect(headersOf(text, 'assets/index-DiwrgTda.js')).toEqual(immutable);
      expect(headersOf(text, 'assets/css/index-BX3k9_aZ.css')).toEqual(immutable);
      expect(headersOf(text, 'assets/vendor-abcdefgH.mjs')).toEqual(immutable);
      const others = [
        'jquery.validate.js',
        'assets/jquery-validate.js',
        'js/page-HomePage.js',
        'assets/a-DiwrgTdab.js',
      ];
      others.push('assets/view-Settings.js', 'assets/x-bar-Bazq.js', 'assets/page-Home.min.js', 'assets/app.Main.js');
      const dated = ['img/banner-20240601.jpg', 'IMG-20240601-WA0001.jpg', 'assets/hero-20240601.png'];
      for (const name of [...others, ...dated])
        expect({ name, headers: headersOf(text, name) }).toEqual({ name, headers: {} });
      expect(headersOf(text, 'a/index.html')).toEqual({ 'cache-control': 'no-cache' });
    }
    expect(headersOf(addCacheRulesTo(file(`, "headers": [${own}]`), 'dist', { comment: 'why' }), 'a.json')).toEqual({
      'content-type': 'application/json',
    });
  });

  it('lets browsers keep images for as long as is asked, those with a hash for good', () => {
    for (const text of [file(), file(`, "headers": [${own}]`)]) {
      const after = addCacheRulesTo(text, 'dist', { comment: 'why', imageMaxAge: 86_400 });
      expect(headersOf(after, 'img/logo.png')).toEqual({ 'cache-control': 'public, max-age=86400' });
      expect(headersOf(after, 'img/logo.82b9c7a50f1e.png')).toEqual({
        'cache-control': 'public, max-age=31536000, immutable',
      });
      expect(after).toMatch(/\/\/ why\n\s*\{\s*"files": \[/);
    }
  });

  it('leaves a mapping alone that has a rule for Cache-Control', () => {
    const text = file(', "headers": [{ "files": "*.js", "cacheControl": "no-store" }]');
    expect(addCacheRulesTo(text, 'dist', { comment: 'why' })).toBe(text);
  });

  it('cache rules are added to no file with problems and to no unknown folder', () => {
    expect(() => addCacheRulesTo(file(', "what": 1'), 'dist', { comment: 'why' })).toThrow();
    expect(() => addCacheRulesTo(file(), 'other', { comment: 'why' })).toThrow();
  });
});

describe('renameFolderIn', () => {
  const text = `{
  // ours
  "mappings": [
    { "folder": "./site/", "bucket": "my-site", "region": "cn-hangzhou" }, // the pages
    { "folder": "site/docs", "bucket": "my-site", "region": "cn-hangzhou", "prefix": "docs/" },
    { "folder": "site2", "bucket": "my-site", "region": "cn-hangzhou", "prefix": "v2/" },
  ]
}
`;

  it('renames the folder and those inside, and touches nothing else', () => {
    const after = text.replace('"./site/"', '"web/www"').replace('"site/docs"', '"web/www/docs"');
    expect(renameFolderIn(text, 'site', 'web/www')).toBe(after);
    expect(renameFolderIn(text, 'other', 'web')).toBe(text);
  });

  it('refuses a folder that has a mapping already, and a broken file', () => {
    expect(() => renameFolderIn(text, 'site', 'site2')).toThrow('mappingConflict');
    expect(() => renameFolderIn('{ broken', 'site', 'www')).toThrow('mappingProblems');
    expect(() => renameFolderIn('', 'site', 'www')).toThrow('mappingProblems');
  });
});
