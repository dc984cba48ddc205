import { describe, expect, it } from 'vitest';
import type { Change } from '../../../../src/core/activity/change.js';
import { resourceText, undoText } from '../../../../src/core/activity/changeText.js';

const domain = 'img.example.com';
const bucket = { name: 'site', region: 'cn-hangzhou' };
const args = { http2: 'on' };

describe('names of the API', () => {
  it.each<[Change, string]>([
    [
      { kind: 'bucketSetting', at: { bucket, setting: 'website' }, before: null, after: '<a/>' },
      'The setting of bucket site will be removed: static pages',
    ],
    [
      { kind: 'bucketSetting', at: { bucket, setting: 'cors' }, before: null, after: '<a/>' },
      'The setting of bucket site will be removed: CORS rules',
    ],
    [
      { kind: 'config', at: { domain, functionName: 'https_option' }, before: args, after: null },
      'The setting will be restored: HTTPS options (http2=on)',
    ],
  ])('are words before an undo: %j', (undo, text) => expect(undoText(undo)).toBe(text));

  it('are words in the tooltip of a change, and stay where there is no word for them', () => {
    const told = (functionName: string) =>
      resourceText({ kind: 'config', at: { domain, functionName }, after: args }, 'after');
    expect(told('https_option')).toBe('HTTPS options (http2=on)');
    expect(told('unheard_of')).toBe('unheard_of (http2=on)');
  });

  it('are words where the origin host comes back, and a domain is not bound', () => {
    const at = { domain, functionName: 'set_req_host_header' };
    const host = { kind: 'config', at, before: { domain_name: domain }, after: null } as const;
    expect(undoText(host)).toBe('The setting will be restored: Origin host (img.example.com)');
    expect(resourceText({ kind: 'binding', at: { domain, bucket }, before: null }, 'before')).toBe('not bound');
    expect(resourceText(host, 'after')).toBe('does not exist');
    expect(resourceText({ kind: 'status', at, after: 'offline' }, 'before')).toBeUndefined();
  });
});
