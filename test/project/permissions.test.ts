import { expect, test } from 'vitest';
import { onboardActions, publishActions, toPolicy } from '../../src/core/permissions.js';
import { readSources, readText } from './sources.js';

/** Calls covered by a permission of another name. Source: the RAM policy table of OSS. */
const coveredBy: Readonly<Record<string, readonly string[]>> = {
  HeadObject: ['GetObject'],
  DeleteMultipleObjects: ['DeleteObject'],
  CopyObject: ['GetObject', 'PutObject'],
  InitiateMultipartUpload: ['PutObject'],
  UploadPart: ['PutObject'],
  UploadPartCopy: ['GetObject', 'PutObject'],
  CompleteMultipartUpload: ['PutObject'],
};

/** The calls that need none. Source: STS, "GetCallerIdentity"; Certificate Management Service, "GetTaskAttribute". */
const free: readonly string[] = ['GetCallerIdentity', 'GetTaskAttribute'];

test('the permissions that people are told to grant are those of every call to the cloud, and no others', () => {
  const calls = readSources('src/cloud').flatMap(({ text }) =>
    [...text.matchAll(/\baction: '([A-Z]\w+)'/g)].map(([, action]) => action ?? ''),
  );
  // Calls about one version, and tags in a header.
  const named = readSources('src/cloud').flatMap(({ text }) =>
    [...text.matchAll(/'oss:([A-Z]\w+)'/g)].map(([, permission]) => permission ?? ''),
  );
  const needed = new Set([
    ...calls.filter((call) => !free.includes(call)).flatMap((action) => coveredBy[action] ?? [action]),
    ...named,
    'PutObjectTagging',
  ]);
  const told = onboardActions.map((name) => name.slice(name.indexOf(':') + 1));
  expect([...told].sort()).toEqual([...needed].sort());
  expect(told).toContain('GetObjectAcl');
});

test.each(['docs/marketplace.md', 'docs/marketplace.zh-cn.md'])(
  'the policies of %s are those of the source',
  (path) => {
    const policies = [...readText(path).matchAll(/```json\n(.+?)\n```/gs)].map(([, json]) => json);
    expect(policies).toEqual([publishActions, onboardActions].map((actions) => toPolicy(actions, 'my-bucket')));
  },
);

test('to publish needs no right to create anything in CDN or DNS', () => {
  expect(
    publishActions.filter((name) => /^(cdn|alidns):(?!Describe|Get|RefreshObjectCaches|PushObjectCache)/.test(name)),
  ).toEqual([]);
});
