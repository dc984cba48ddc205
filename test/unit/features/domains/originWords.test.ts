import { expect, it } from 'vitest';
import { originKindItems } from '../../../../src/core/origin.js';
import { warnOfHost } from '../../../../src/features/domains/editOrigin.js';

it('a warning of a new bucket that CDN cannot reach names the domain, the bucket and a solution', () => {
  const text = warnOfHost('img.example.com', 'other');
  for (const part of ['Warning', 'img.example.com', 'another bucket', 'from other', 'Unbind the domain first'])
    expect(text).toContain(part);
});

it('the kinds of origin are named once for the form and for the edit', () => {
  expect(originKindItems().map(({ label, value }) => ({ value, label }))).toEqual([
    { value: 'bucket', label: 'OSS Bucket' },
    { value: 'ossDomain', label: 'OSS Domain' },
    { value: 'ip', label: 'IP Addresses' },
    { value: 'site', label: 'Site Domains' },
    { value: 'functionCompute', label: 'Function Compute Domain' },
  ]);
});
