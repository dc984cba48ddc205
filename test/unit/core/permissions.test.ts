import { describe, expect, test } from 'vitest';
import { newFacts, putOff } from '../../../src/core/onboarding/run/facts.js';
import { type RunRecord, stepIds } from '../../../src/core/onboarding/run/run.js';
import { createRecord } from '../../../src/core/onboarding/run/runRecord.js';
import { permissionsLeft } from '../../../src/core/onboarding/stepActions.js';
import { neededWith, onboardActions, permissionOf, publishActions, toPolicy } from '../../../src/core/permissions.js';

describe('a permission', () => {
  test.each([
    ['AddCdnDomain', 'cdn:AddCdnDomain'],
    ['AddDomainRecord', 'alidns:AddDomainRecord'],
    ['ListBuckets', 'oss:ListBuckets'],
    ['HeadObject', 'oss:GetObject'],
    ['CopyObject', 'oss:PutObject'],
    ['UploadPart', 'oss:PutObject'],
    ['GetCallerIdentity', undefined],
    ['constructor', undefined],
  ])('a permission for the call %s is %s', (action, permission) => {
    expect(permissionOf(action)).toBe(permission);
  });

  test('comes with the permissions of the smallest task that needs it, or alone', () => {
    expect(neededWith('oss:PutObject')).toBe(publishActions);
    expect(neededWith('cdn:AddCdnDomain')).toBe(onboardActions);
    expect(neededWith('ram:CreateServiceLinkedRole')).toEqual(['ram:CreateServiceLinkedRole']);
  });
});

test('a policy allows what belongs to a bucket on that bucket alone', () => {
  expect(JSON.parse(toPolicy(['oss:ListBuckets', 'oss:PutObject', 'cdn:AddCdnDomain'], 'site'))).toEqual({
    Version: '1',
    Statement: [
      { Effect: 'Allow', Action: ['oss:ListBuckets', 'cdn:AddCdnDomain'], Resource: '*' },
      { Effect: 'Allow', Action: ['oss:PutObject'], Resource: ['acs:oss:*:*:site', 'acs:oss:*:*:site/*'] },
    ],
  });
});

describe('the rest of an onboarding needs', () => {
  const leftAfter = (last: number) => {
    const states = stepIds.map((id, at) => [id, { state: at < last ? 'done' : 'pending', since: 0 }]);
    return permissionsLeft({ plan: {} as RunRecord['plan'], steps: Object.fromEntries(states) as RunRecord['steps'] });
  };

  test('each permission once, and fewer with each step that is done', () => {
    const counts = [...stepIds, ''].map((_, at) => leftAfter(at).length);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(new Set(leftAfter(0)).size).toBe(leftAfter(0).length);
    expect(leftAfter(stepIds.length)).toEqual([]);
  });

  test('permissions of a certificate that is postponed until DNS leads to CDN', () => {
    const record = createRecord('1', {} as RunRecord['plan'], 0, putOff('certificate', newFacts));
    const states = stepIds.map((id) => [id, { state: id === 'afterSwitch' ? 'pending' : 'done', since: 0 }]);
    const left = permissionsLeft({ ...record, steps: Object.fromEntries(states) as RunRecord['steps'] });
    expect(left).toEqual(expect.arrayContaining(['cdn:SetCdnDomainSSLCertificate', 'alidns:AddDomainRecord']));
    expect(leftAfter(stepIds.indexOf('afterSwitch'))).not.toContain('cdn:SetCdnDomainSSLCertificate');
  });

  test('nothing of a step that is done and that no other needs', () => {
    const domain = stepIds.indexOf('domain');
    expect(leftAfter(domain)).toContain('cdn:AddCdnDomain');
    expect(leftAfter(domain + 1)).not.toContain('cdn:AddCdnDomain');
    expect(leftAfter(domain + 1)).toContain('oss:PutCname');
  });
});
