import { expect, test } from 'vitest';
import { parseMappingFile } from '../../../../../src/core/publishing/mapping/parseMapping.js';
import { readText } from '../../../../project/sources.js';

const english: unknown = JSON.parse(readText('media/oss-cdn.schema.json'));
const chinese: unknown = JSON.parse(readText('media/oss-cdn.schema.zh-cn.json'));
const worded = new Set(['title', 'description', 'enumDescriptions', 'label']);

/** The texts that a person reads in completion and hover, by their place; the rest is put into `frame`. */
function readWords(value: unknown, place = '', isWord = false): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return isWord ? [[place, value]] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    readWords(inner, `${place}/${name}`, worded.has(name) || (isWord && Array.isArray(value))),
  );
}

function withoutWords(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (name, inner) => (worded.has(name) && isText(inner) ? '' : inner)));
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || Array.isArray(value);
}

test('the schema of the mapping file says the same in both languages', () => {
  expect(withoutWords(chinese)).toEqual(withoutWords(english));
  expect(readWords(chinese).map(([place]) => place)).toEqual(readWords(english).map(([place]) => place));
});

test('every word of the Chinese schema is Chinese', () => {
  const words = readWords(chinese);
  expect(words.filter(([, text]) => !/\p{Script=Han}/u.test(text))).toEqual([]);
  expect(words.length).toBeGreaterThan(20);
});

interface FieldSchema {
  readonly type?: string;
  readonly items?: { readonly type?: string };
  readonly examples?: readonly unknown[];
}

const fields = (english as { properties: { mappings: { items: { properties: Record<string, FieldSchema> } } } })
  .properties.mappings.items.properties;

test('completion knows the shape of every field, and offers a list of domains', () => {
  const untyped = Object.entries(fields).filter(([, { type, items }]) => !type || (type === 'array' && !items?.type));
  expect(untyped.map(([name]) => name)).toEqual([]);
  expect(fields.domains).toMatchObject({ type: 'array', items: { type: 'string' }, examples: [['img.example.com']] });
});

test('what the schema offers is taken by the parser', () => {
  const good = { folder: 'dist', bucket: 'my-site', region: 'cn-hangzhou', domains: ['img.example.com'] };
  const offered = Object.entries(fields).flatMap(([name, { examples = [] }]) =>
    examples.map((example) => ({ ...good, [name]: example })),
  );
  const problems = offered.flatMap((mapping) => parseMappingFile(JSON.stringify({ mappings: [mapping] })).problems);
  expect(problems).toEqual([]);
  expect(offered.length).toBeGreaterThan(10);
});
