import { describe, expect, it } from 'vitest';
import type { Line } from '../../../../support/scriptedUi.js';
import { account, bucket, fillIn, rest } from './fillIn.js';

describe('a bucket with a public domain that OSS refuses to this account', () => {
  const goOn: Line = { pick: '$(play) Continue' };

  it('is mentioned once, with the second domain that the onboarding sets up', async () => {
    const cloud = account();
    cloud.state.publicEndpointClosed = true;
    const lines: Line[] = [...bucket, goOn, { pick: 'www.example.com' }, 'back', { pick: 'img.example.com' }, ...rest];
    const { asked, plan } = await fillIn(lines, cloud);
    expect(asked[2]).toMatchObject({ title: 'Domain for Uploads: site', step: 3 });
    expect(plan?.domain).toBe('img.example.com');
  });

  it('leads back to another bucket', async () => {
    const cloud = account();
    cloud.addBucket('abroad', 'ap-southeast-1');
    cloud.state.publicEndpointClosed = true;
    const lines: Line[] = [
      ...bucket,
      'back',
      { pick: 'abroad' },
      { pick: 'www.example.com' },
      ...rest.slice(0, 1),
      'cancel',
    ];
    const { asked } = await fillIn(lines, cloud);
    expect(asked.map(({ title }) => title).slice(2)).toEqual([
      'Domain for Uploads: site',
      'Bucket',
      'Domain to Accelerate',
      'Business Type: www.example.com',
      'Region: www.example.com',
    ]);
  });
});
