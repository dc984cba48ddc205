import { describe, expect, it } from 'vitest';
import {
  findMapping,
  indexMappings,
  type MappingProblemKind,
} from '../../../../../src/core/publishing/mapping/mapping.js';
import { listFolderPlaces, parseMappingFile } from '../../../../../src/core/publishing/mapping/parseMapping.js';

const good = { folder: 'dist', bucket: 'my-site', region: 'cn-hangzhou', domains: ['img.example.com'] };
const write = (...mappings: readonly unknown[]) => JSON.stringify({ mappings }, undefined, 2);

describe('parseMappingFile', () => {
  it('reads a mapping with comments, defaults and a trailing comma', () => {
    const text = `{ // mine\n "mappings": [ { "folder": "./dist/", "bucket": "my-site", "region": "cn-hangzhou",
      "domains": ["IMG.example.com", "img.example.com"], }, ] }`;
    expect(parseMappingFile(text)).toEqual({
      mappings: [
        {
          folder: 'dist',
          bucket: { name: 'my-site', region: 'cn-hangzhou' },
          prefix: '',
          domains: ['img.example.com'],
          onSave: 'publish',
        },
      ],
      problems: [],
    });
  });

  it('reads the domain through which files are uploaded', () => {
    const { mappings } = parseMappingFile(write({ ...good, uploadDomain: 'Upload.example.com' }));
    expect(mappings[0]?.bucket).toEqual({
      name: 'my-site',
      region: 'cn-hangzhou',
      uploadDomain: 'upload.example.com',
    });
  });

  it('takes a mapping without domains for the ones that the bucket has', () => {
    const { domains: _domains, ...rest } = good;
    expect(parseMappingFile(write(rest)).mappings[0]?.domains).toEqual([]);
  });

  it('writes scheme and host of a variant in lower case, and nothing else of it', () => {
    const refreshVariants = [
      'HTTPS://IMG.example.com/Feed?A',
      'https://Img.Example.com{path}',
      'http://IMG.example.com',
    ];
    expect(parseMappingFile(write({ ...good, refreshVariants })).mappings[0]?.refreshVariants).toEqual([
      'https://img.example.com/Feed?A',
      'https://img.example.com{path}',
      'http://img.example.com',
    ]);
  });

  it('reads rules, globs, variants and prefetch', () => {
    const rules = {
      onSave: 'refresh',
      include: ['**/*.html'],
      exclude: ['./drafts/**', '*.map'],
      headers: [
        { files: 'assets/**', cacheControl: 'public, max-age=31536000, immutable' },
        { files: ['*.html'], cacheControl: 'no-cache', contentType: 'text/html; charset=gbk', contentEncoding: 'gzip' },
      ],
      refreshVariants: ['/', '{path}?w=200', 'https://img.example.com/feed'],
      watch: ['**'],
      prefetch: true,
    };
    expect(parseMappingFile(write({ ...good, ...rules })).mappings[0]).toMatchObject({
      onSave: 'refresh',
      include: ['**/*.html'],
      exclude: ['drafts/**', '*.map'],
      headers: [
        { files: ['assets/**'], headers: { 'cache-control': 'public, max-age=31536000, immutable' } },
        {
          files: ['*.html'],
          headers: {
            'cache-control': 'no-cache',
            'content-type': 'text/html; charset=gbk',
            'content-encoding': 'gzip',
          },
        },
      ],
      refreshVariants: ['/', '{path}?w=200', 'https://img.example.com/feed'],
      watch: ['**'],
      prefetch: true,
    });
  });

  it.each<[string, Record<string, unknown>, MappingProblemKind, string, string?]>([
    ['absolute folder', { folder: '/etc' }, 'badFolder', '/etc'],
    ['folder above', { folder: '../secret' }, 'badFolder', '../secret'],
    ['folder above, hidden', { folder: 'a/../../b' }, 'badFolder', 'a/../../b'],
    ['drive letter', { folder: 'C:/x' }, 'badFolder', 'C:/x'],
    ['backslash', { folder: 'a\\b' }, 'badFolder', 'a\\b'],
    ['scheme', { folder: 'file:///etc' }, 'badFolder', 'file:///etc'],
    ['home', { folder: '~/x' }, 'badFolder', '~/x'],
    ['empty folder', { folder: '' }, 'badFolder', ''],
    ['folder of another type', { folder: 1 }, 'wrongType', 'folder', '1'],
    ['no folder', { folder: undefined }, 'missingField', 'folder', '{'],
    ['bad bucket', { bucket: 'My_Bucket' }, 'badBucket', 'My_Bucket'],
    ['bucket with a host', { bucket: 'evil.com/x' }, 'badBucket', 'evil.com/x'],
    ['upload domain that is an address', { uploadDomain: '192.0.2.1' }, 'badDomain', '192.0.2.1'],
    ['upload domain with a path', { uploadDomain: 'u.example.com/x' }, 'badDomain', 'u.example.com/x'],
    ['upload domain that is a CDN domain', { uploadDomain: 'img.example.com' }, 'badDomain', 'img.example.com'],
    ['upload domain of another type', { uploadDomain: 1 }, 'wrongType', 'uploadDomain', '1'],
    ['region with oss-', { region: 'oss-cn-hangzhou' }, 'badRegion', 'oss-cn-hangzhou'],
    ['region with a host', { region: 'cn-hangzhou.evil.com' }, 'badRegion', 'cn-hangzhou.evil.com'],
    ['region of an internal endpoint', { region: 'cn-hangzhou-internal' }, 'badRegion', 'cn-hangzhou-internal'],
    ['folder that is a device on Windows', { folder: 'site/CON' }, 'reservedName', 'site/CON'],
    ['folder that is a device on Windows with an extension', { folder: 'nul.txt/a' }, 'reservedName', 'nul.txt/a'],
    ['folder that ends in a dot', { folder: 'site./a' }, 'reservedName', 'site./a'],
    ['glob with four stars in a segment', { include: ['*a*a*a*a*ab'] }, 'slowGlob', '*a*a*a*a*ab'],
    [
      'glob of more than 256 characters',
      { exclude: ['a'.repeat(257)] },
      'slowGlob',
      'a'.repeat(100),
      `"${'a'.repeat(257)}"`,
    ],
    ['glob with four globstars', { watch: ['**/a/**/a/**/a/**/b'] }, 'slowGlob', '**/a/**/a/**/a/**/b'],
    ['glob with a repeated group', { include: ['*(a|a)b'] }, 'slowGlob', '*(a|a)b'],
    ['glob with a group and a plus', { include: ['(a|a)+b'] }, 'slowGlob', '(a|a)+b'],
    ['glob with five groups', { include: ['{a,aa}'.repeat(5)] }, 'slowGlob', '{a,aa}'.repeat(5)],
    ['glob of a header rule', { headers: [{ files: '*****', cacheControl: 'no-cache' }] }, 'slowGlob', '*****'],
    ['glob of header rules', { headers: [{ files: ['*****'], cacheControl: 'no-cache' }] }, 'slowGlob', '*****'],
    ['prefix from the root', { prefix: '/a' }, 'badPrefix', '/a'],
    ['prefix above', { prefix: 'a/../b' }, 'badPrefix', 'a/../b'],
    ['bad domain', { domains: ['img_.example.com'] }, 'badDomain', 'img_.example.com'],
    ['domain with scheme', { domains: ['https://img.example.com'] }, 'badDomain', 'https://img.example.com'],
    ['wildcard', { domains: ['*.example.com'] }, 'badDomain', '*.example.com'],
    ['no domain', { domains: [] }, 'missingField', 'domains', '[]'],
    ['domains of another type', { domains: 'img.example.com' }, 'wrongType', 'domains', '"img.example.com"'],
    ['glob from the root', { include: ['/x'] }, 'badGlob', '/x'],
    ['glob above', { exclude: ['../x'] }, 'badGlob', '../x'],
    ['glob turned over', { exclude: ['!keep.html'] }, 'badGlob', '!keep.html'],
    ['no glob', { watch: [] }, 'missingField', 'watch', '[]'],
    ['globs of another type', { include: 1 }, 'wrongType', 'include', '1'],
    ['header with a line break', { headers: [{ files: '*', cacheControl: 'a\nb' }] }, 'badHeader', 'a\nb'],
    ['bad Content-Type', { headers: [{ files: '*', contentType: 'html' }] }, 'badHeader', 'html'],
    [
      'header that is not ASCII',
      { headers: [{ files: '*', contentDisposition: 'attachment; filename="报告.pdf"' }] },
      'nonAsciiHeader',
      'attachment; filename="报告.pdf"',
    ],
    ['rule without files', { headers: [{ cacheControl: 'no-cache' }] }, 'missingField', 'files', '{'],
    ['rule without headers', { headers: [{ files: '*' }] }, 'missingField', 'cacheControl', '{'],
    ['rule with an unknown header', { headers: [{ files: '*', vary: 'x' }] }, 'unknownField', 'vary'],
    ['variant elsewhere', { refreshVariants: ['https://evil.com/x'] }, 'badVariant', 'https://evil.com/x'],
    ['variant without a scheme', { refreshVariants: ['//evil.com/x'] }, 'badVariant', '//evil.com/x'],
    ['variant with a host made of a path', { refreshVariants: ['https:{path}'] }, 'badVariant', 'https:{path}'],
    ['variant with a space', { refreshVariants: ['/a b'] }, 'badVariant', '/a b'],
    ['variant with a wildcard', { refreshVariants: ['/img/*'] }, 'badVariant', '/img/*'],
    ['variant with a bare percent sign', { refreshVariants: ['{path}?w=50%'] }, 'badVariant', '{path}?w=50%'],
    ['variant with half an escape', { refreshVariants: ['/100%2'] }, 'badVariant', '/100%2'],
    ['prefetch of another type', { prefetch: 1 }, 'wrongType', 'prefetch', '1'],
    ['unknown mode', { onSave: 'maybe' }, 'badOnSave', 'maybe'],
    ['unknown field', { endpoint: 'evil.com' }, 'unknownField', 'endpoint'],
  ])('a mapping is refused for: %s', (_name, change, kind, subject, place = JSON.stringify(subject)) => {
    const text = write({ ...good, ...change });
    const { mappings, problems } = parseMappingFile(text);
    const found = problems.map(({ offset, length, ...problem }) => ({
      ...problem,
      place: text.slice(offset, offset + length),
    }));
    expect({ mappings, found }).toEqual({ mappings: [], found: [{ kind, subject, place }] });
  });

  it('points at the refused value', () => {
    const text = write({ ...good, region: 'nowhere' });
    const { problems } = parseMappingFile(text);
    expect(problems).toEqual([{ kind: 'badRegion', offset: text.indexOf('"nowhere"'), length: 9, subject: 'nowhere' }]);
  });

  it.each([['{ "mappings": [ }'], [''], ['{"mappings": [{}'], ['not json']])(
    'a mapping file of malformed text is refused: %s',
    (text) => {
      const { mappings, problems } = parseMappingFile(text);
      expect({ mappings, problems: problems.map(({ kind }) => kind) }).toEqual({ mappings: [], problems: ['badJson'] });
    },
  );

  it.each([['[]'], ['{"mappings": {}}'], ['{"mappings": [3]}']])(
    'a mapping file of another shape is refused: %s',
    (text) => {
      expect(parseMappingFile(text).problems.map(({ kind }) => kind)).toEqual(['wrongType']);
    },
  );

  it('keeps the good mapping beside a bad one', () => {
    const { mappings, problems } = parseMappingFile(write(good, { ...good, folder: '/x', prefix: 'p' }));
    expect(mappings.map(({ folder, prefix }) => ({ folder, prefix }))).toEqual([{ folder: 'dist', prefix: '' }]);
    expect(problems.map(({ kind, subject }) => ({ kind, subject }))).toEqual([{ kind: 'badFolder', subject: '/x' }]);
  });

  it('refuses two mappings of one folder, and two folders for one target', () => {
    const folders = parseMappingFile(write(good, { ...good, bucket: 'other-site' }));
    expect({ mappings: folders.mappings, problems: folders.problems.map(({ kind }) => kind) }).toEqual({
      mappings: [],
      problems: ['duplicateFolder', 'duplicateFolder'],
    });
    const targets = parseMappingFile(write(good, { ...good, folder: 'public' }));
    expect({ mappings: targets.mappings, problems: targets.problems.map(({ kind }) => kind) }).toEqual({
      mappings: [],
      problems: ['duplicateTarget', 'duplicateTarget'],
    });
  });
});

it('refuses a mapping with a target of another workspace folder', () => {
  const text = write(good, { ...good, folder: 'docs', prefix: 'docs/' });
  const { mappings } = parseMappingFile(write({ ...good, folder: 'elsewhere' }));
  const refused = parseMappingFile(text, mappings);
  expect(refused.mappings.map(({ folder }) => folder)).toEqual(['docs']);
  expect(refused.problems.map(({ kind }) => kind)).toEqual(['duplicateTarget']);
});

describe('findMapping', () => {
  const { mappings } = parseMappingFile(
    write(
      { ...good, folder: '.' },
      { ...good, folder: 'dist', prefix: 'd' },
      { ...good, folder: 'dist/en', prefix: 'e' },
    ),
  );
  it.each([
    ['index.html', '', 'index.html'],
    ['dist/a.js', 'dist', 'a.js'],
    ['dist/en/b/c.js', 'dist/en', 'b/c.js'],
    ['distant/a.js', '', 'distant/a.js'],
  ])('%s belongs to the innermost folder %j', (path, folder, inside) => {
    const found = findMapping(indexMappings(mappings), path);
    expect({ folder: found?.mapping.folder, inside: found?.inside }).toEqual({ folder, inside });
  });

  it('a file outside of every mapped folder has no mapping', () =>
    expect(findMapping(indexMappings(mappings.slice(1)), 'src/a.ts')).toBeUndefined());
});

describe('listFolderPlaces', () => {
  it('finds each folder where it is written, also in a mapping that is refused', () => {
    const text = '{ "mappings": [{ "folder": "./site/", "what": 1 }, { "folder": "web/dist" }, 1, ] }';
    const places = listFolderPlaces(text);
    expect(places.map(({ folder }) => folder)).toEqual(['site', 'web/dist']);
    expect(places.map(({ offset, length }) => text.slice(offset, offset + length))).toEqual([
      '"./site/"',
      '"web/dist"',
    ]);
  });

  it.each([
    ['the workspace folder itself', '{ "mappings": [{ "folder": "." }] }'],
    ['a folder outside', '{ "mappings": [{ "folder": "../dist" }, { "folder": 1 }, {}] }'],
    ['no list', '{ "mappings": { "folder": "dist" } }'],
    ['broken text', '{ "mappings": [{ "folder": "dist" '],
    ['no text', ''],
  ])('the places of folders leave out %s', (_name, text) => expect(listFolderPlaces(text)).toEqual([]));
});
