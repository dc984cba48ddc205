import { describe, expect, it } from 'vitest';
import type { Undo } from '../../../../src/core/activity/activity.js';
import type { UserAsk } from '../../../../src/core/onboarding/run/asks.js';
import { questionOf } from '../../../../src/features/questions/questions.js';
import { snapshotText, undoText } from '../../../../src/host/text/snapshotText.js';

const bucket = { name: 'site', region: 'cn-hangzhou' };
const args = { http2: 'on' };

describe('names of the API', () => {
  it.each<[Undo, string]>([
    [
      { kind: 'setBucketSetting', bucket, setting: 'website' },
      'The setting of bucket site will be removed: static pages',
    ],
    [{ kind: 'setBucketSetting', bucket, setting: 'cors' }, 'The setting of bucket site will be removed: CORS rules'],
    [
      { kind: 'setConfig', domain: 'img.example.com', functionName: 'https_option', args },
      'The setting will be restored: HTTPS options (http2=on)',
    ],
  ])('are words before an undo: %j', (undo, text) => expect(undoText(undo)).toBe(text));

  it('are words in the tooltip of a change, and stay where there is no word for them', () => {
    const config = (functionName: string) => ({ kind: 'config', functionName, args }) as const;
    expect(snapshotText(config('https_option'))).toBe('HTTPS options (http2=on)');
    expect(snapshotText(config('unheard_of'))).toBe('unheard_of (http2=on)');
  });

  it('are words where the origin host comes back, and a domain is not bound', () => {
    const args = { domain_name: 'img.example.com' };
    const undo = { kind: 'setConfig', domain: 'img.example.com', functionName: 'set_req_host_header', args } as const;
    expect(undoText(undo)).toBe('The setting will be restored: Origin host (img.example.com)');
    expect(snapshotText({ kind: 'absent' }, { kind: 'binding', bucket })).toBe('not bound');
    expect(snapshotText({ kind: 'absent' }, { kind: 'status', status: 'online' })).toBe('does not exist');
  });

  it('are words where a run asks to set a setting again', () => {
    const ask: UserAsk = { kind: 'settingFailed', functionName: 'l2_oss_key', approval: '' };
    expect(questionOf(ask).text()).toMatchObject({
      row: 'Set again: Private bucket access',
      detail: expect.stringContaining('the setting "Private bucket access" of the domain'),
    });
  });
});

it.each<UserAsk>([
  { kind: 'turnOnAutoUpdate' },
  { kind: 'confirmAutoUpdate' },
  { kind: 'certificateUnserved', shown: ['a.example.com'] },
  { kind: 'certificateUnserved' },
])('a question that says two things shows them as paragraphs: %j', (ask) => {
  const { detail } = questionOf(ask).text();
  expect(detail.split('\n\n')).toHaveLength(2);
});
