import { describe, expect, it } from 'vitest';
import { addMappingTo, renameFolderIn } from '../../../../../src/core/publishing/mapping/editMapping.js';
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

  it('a mapping that publishes build output is written with its watch globs', () => {
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

  it('keeps a mapping without domains, which means all of them', () => {
    const all = '{ "mappings": [{ "folder": "dist", "bucket": "my-site", "region": "cn-hangzhou" }] }';
    expect(addMappingTo(all, mapping)).toBe(all);
    const through = { ...mapping, bucket: { ...mapping.bucket, uploadDomain: 'upload.example.com' } };
    expect(parseMappingFile(addMappingTo(all, through)).mappings).toEqual([{ ...through, domains: [] }]);
  });

  it('writes the upload domain into a new or existing mapping, and never removes it', () => {
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

  it('is not lost where the existing mapping names some', () => {
    expect(parseMappingFile(addMappingTo(named, { ...place, domains: [] })).mappings).toMatchObject([{ domains: [] }]);
  });

  it('is refused for a folder that is mapped to another bucket', () => {
    const other = { ...place, bucket: { name: 'other-bucket', region: 'cn-hangzhou' }, domains: [] };
    expect(() => addMappingTo(named, other)).toThrow('mappingConflict');
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

  it('renames the folder and its subfolders, and changes nothing else', () => {
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
