import { beforeEach, describe, expect, it } from 'vitest';
import { AppError, type ErrorDetails } from '../../../../src/core/errors.js';
import { policyFor } from '../../../../src/core/errorTexts/denialText.js';
import { errorText } from '../../../../src/core/errorTexts/errorText.js';
import { onboardActions, publishActions, toPolicy } from '../../../../src/core/permissions.js';
import { errorButtons } from '../../../../src/host/errors/errorButtons.js';
import { copyPolicy } from '../../../../src/host/errors/presentError.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';

beforeEach(resetEditor);

const denied = (details: ErrorDetails) => new AppError('forbidden', { requestId: 'R1', ...details });
const add = 'cdn:AddCdnDomain';

describe('a denial', () => {
  it.each([
    [
      { denial: { permission: add, reason: 'notAllowed' }, subject: 'img.example.com' },
      'Not permitted: cdn:AddCdnDomain on img.example.com. Ask the account owner for a policy that allows it',
    ],
    [
      { denial: { permission: 'oss:ListBuckets', reason: 'notAllowed' } },
      'Not permitted: oss:ListBuckets. Ask the account owner for a policy that allows it',
    ],
    [
      { denial: { permission: add, reason: 'explicit' }, subject: 'img.example.com' },
      'Not permitted: cdn:AddCdnDomain on img.example.com. A policy explicitly denies this, and no other policy can override it: ask the account owner to change that policy',
    ],
    [
      { denial: { permission: add, reason: 'controlPolicy' } },
      'Not permitted: cdn:AddCdnDomain. A control policy of the resource directory denies this: only the management account can change it',
    ],
  ] satisfies [ErrorDetails, string][])('a denial %o reads: %s', (details, sentence) => {
    expect(errorText(denied(details))).toBe(sentence);
  });

  it('a denial without a reason names who may allow it, and that an explicit one cannot be lifted', () => {
    const text = errorText(denied({ denial: { permission: 'oss:GetObject' }, subject: 'site/a.css' }));
    expect(text).toMatch(/^Not permitted: oss:GetObject on site\/a\.css\. Ask the account owner or the bucket owner/);
    expect(text).toMatch(/no other policy can override that$/);
  });

  it('shows nothing of an answer as a link', () => {
    const text = errorText(denied({ denial: { permission: 'a](command:x)' } }));
    expect(text).not.toContain('](');
  });
});

describe('the policy to copy', () => {
  it('is offered first, and never where no policy would help', () => {
    const buttons = (details: ErrorDetails) => errorButtons(denied(details));
    expect(buttons({ denial: { permission: add } })[0]).toBe('policy');
    expect(buttons({ denial: { permission: add, reason: 'explicit' } })).not.toContain('policy');
    expect(buttons({ denial: { permission: add, reason: 'controlPolicy' } })).not.toContain('policy');
    expect(errorButtons(new AppError('unavailable'))).not.toContain('policy');
  });

  it.each([
    [{ denial: { permission: add } }, toPolicy(onboardActions)],
    [{ denial: { permission: 'oss:PutObject' }, subject: 'site/a.css' }, toPolicy(publishActions, 'site')],
    [{ denial: { permission: 'oss:PutCname' }, subject: 'img.example.com' }, toPolicy(onboardActions)],
    [{ denial: { permission: add, needed: [add, 'oss:PutCname'] } }, toPolicy([add, 'oss:PutCname'])],
    [
      { denial: { permission: 'ram:CreateServiceLinkedRole', needed: [add] } },
      toPolicy(['ram:CreateServiceLinkedRole', add]),
    ],
    [
      {
        denial: { permission: 'oss:PutCname', needed: ['oss:PutCname'] },
        bucket: { name: 'site', region: 'cn-hangzhou' },
      },
      toPolicy(['oss:PutCname'], 'site'),
    ],
  ] satisfies [ErrorDetails, string][])(
    'the policy to copy of %o has all that its task needs',
    async (details, policy) => {
      expect(policyFor(denied(details))).toBe(policy);
      await copyPolicy(denied(details));
      expect(editor.copied).toEqual([policy]);
    },
  );
});
