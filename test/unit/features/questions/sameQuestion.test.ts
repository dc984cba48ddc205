import { expect, it } from 'vitest';
import type { UserAsk } from '../../../../src/core/onboarding/run/asks.js';
import { isStillAsked } from '../../../../src/features/questions/questions.js';
import { oldRecord } from '../../core/onboarding/richWorld.js';
import { otherRecord } from '../../core/onboarding/stories.js';

const host = { host: 'img.example.com', value: 'img.example.com.w.kunlunsl.com' };

it.each<[string, UserAsk, UserAsk, boolean]>([
  [
    'addresses that name servers give in turns',
    { kind: 'addRecordElsewhere', ...host, existing: [{ type: 'A', values: ['192.0.2.1'] }] } as never,
    { kind: 'addRecordElsewhere', ...host, existing: [{ type: 'A', values: ['192.0.2.2'] }] } as never,
    true,
  ],
  [
    'a conflicting record of the zone that was paused meanwhile',
    { kind: 'recordConflict', wanted: host, existing: [oldRecord, otherRecord] } as never,
    { kind: 'recordConflict', wanted: host, existing: [oldRecord] } as never,
    false,
  ],
])('a list that is open during %s still applies: %#', (_what, asked, now, fits) => {
  expect(isStillAsked(asked, now)).toBe(fits);
});
