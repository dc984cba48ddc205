import { expect, test } from 'vitest';
import { readSources, readText } from './sources.js';

/** Calls that a permission of another name covers. Source: the RAM policy table of OSS. */
const coveredBy: Readonly<Record<string, readonly string[]>> = {
  HeadObject: ['GetObject'],
  CopyObject: ['GetObject', 'PutObject'],
  InitiateMultipartUpload: ['PutObject'],
  UploadPart: ['PutObject'],
  CompleteMultipartUpload: ['PutObject'],
};

test('the permissions that people are told to grant are those of every call to the cloud, and no others', () => {
  const calls = readSources('src/cloud').flatMap(({ text }) =>
    [...text.matchAll(/\baction: '([A-Z]\w+)'/g)].map(([, action]) => action ?? ''),
  );
  const needed = new Set(calls.flatMap((action) => coveredBy[action] ?? [action]));
  const told = [...readText('README.md').matchAll(/^(?:oss|cdn|alidns):.+$/gm)].flatMap(([line]) =>
    line.split(' ').map((name) => name.slice(name.indexOf(':') + 1)),
  );
  expect([...told].sort()).toEqual([...needed].sort());
  expect(told).toContain('GetObjectAcl');
});
