import { expect, it } from 'vitest';
import { addMappingTo } from '../../../../../src/core/publishing/mapping/editMapping.js';
import { findPlaceConflict, type Mapping } from '../../../../../src/core/publishing/mapping/mapping.js';

const site = { name: 'site-assets', region: 'cn-hangzhou' };
const other = { name: 'other-assets', region: 'cn-hangzhou' };

const mapped = (folder: string, bucket = site, prefix = ''): Mapping => ({
  folder,
  bucket,
  prefix,
  domains: ['img.example.com'],
  onSave: 'publish',
});

it.each<[string, readonly Mapping[], string | undefined]>([
  ['nothing is mapped', [], undefined],
  ['it goes there already, for another domain', [mapped('dist')], undefined],
  ['it goes to another bucket', [mapped('dist', other)], 'otherBucket'],
  ['it goes below a prefix of the bucket', [mapped('dist', site, 'docs/')], 'prefix'],
  ['another folder goes there', [mapped('docs')], 'otherFolder'],
  ['another folder goes below a prefix of the bucket', [mapped('docs', site, 'docs/')], undefined],
  ['another folder goes to another bucket', [mapped('docs', other)], undefined],
  ['it goes elsewhere, and another folder there', [mapped('docs'), mapped('dist', other)], 'otherBucket'],
])('a folder may be published to a bucket, and its mapping written, where %s', (_name, mappings, kind) => {
  const places = mappings.map((mapping) => ({ folder: mapping.folder, mapping }));
  expect(findPlaceConflict(places, { folder: 'dist', bucket: site })?.kind).toBe(kind);
  const text = mappings.reduce<string | undefined>(addMappingTo, undefined);
  const write = () => addMappingTo(text, { ...mapped('dist'), domains: ['www.example.com'] });
  if (kind === undefined) expect(write()).toContain('www.example.com');
  else expect(write).toThrow('mappingConflict');
});

it('nothing conflicts with a folder or a bucket that is not chosen yet', () => {
  const places = [{ folder: 'dist', mapping: mapped('dist', other) }];
  expect(findPlaceConflict(places, { folder: undefined, bucket: site })).toBeUndefined();
  expect(findPlaceConflict(places, { folder: 'dist', bucket: undefined })).toBeUndefined();
});
