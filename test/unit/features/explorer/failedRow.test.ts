import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import { bucketLook } from '../../../../src/features/explorer/cloudItems.js';
import type { LateFact } from '../../../../src/features/explorer/lateFacts.js';
import { emptyLook, failedLook, moreLook } from '../../../../src/features/explorer/noteItems.js';
import { readManifest } from '../../../project/manifest.js';

const bucket = { name: 'site', region: 'cn-hangzhou' };
const lookOf = (error: AppError) => failedLook({ kind: 'failed', id: 'failed:b', argument: 'bucket:site', error });

/** What the menu and the buttons of a row offer. */
function commandsOf(contextValue: string | undefined): readonly (string | undefined)[] {
  const items = readManifest().contributes.menus?.['view/item/context'] ?? [];
  return items.filter(({ when = '' }) => when.endsWith(`viewItem == '${contextValue}'`)).map(({ command }) => command);
}

describe('a row that could not be read', () => {
  it('leads to the setup of an upload domain where OSS refuses its public one, and offers to try again beside it', () => {
    const { label, command, contextValue, accessibilityInformation } = lookOf(
      new AppError('publicEndpointForbidden', { subject: 'site', bucket }),
    );
    expect(label).toBe('Set Up Upload Domain');
    expect(command).toMatchObject({ command: 'ossCdn.onboard', arguments: [bucket] });
    expect(accessibilityInformation?.label).toMatch(
      /^Set Up Upload Domain: This account is not allowed to use the default public OSS domain/,
    );
    expect(commandsOf(contextValue)).toEqual(['ossCdn.retryNode']);
  });

  it.each([
    ['buckets', 'oss:ListBuckets'],
    ['domains', 'cdn:DescribeUserDomains'],
  ])(
    'a row of %s that may not be listed begins with the permission %s, says what to do, and copies a policy beside it',
    (id, permission) => {
      const error = new AppError('forbidden', { denial: { permission, reason: 'notAllowed' } });
      const row = failedLook({ kind: 'failed', id: `failed:${id}`, argument: id, error });
      expect({ label: row.label, description: row.description }).toEqual({
        label: permission,
        description: 'not permitted',
      });
      expect(row.tooltip).toMatch(/Ask the account owner.*\nClick to retry after access is granted$/);
      expect(row.accessibilityInformation?.label).toBe(
        `${permission} not permitted. Click to retry after access is granted`,
      );
      expect(row.command).toMatchObject({ command: 'ossCdn.retryNode', arguments: [id] });
      expect(commandsOf(row.contextValue)).toEqual(['ossCdn.retryNode', 'ossCdn.copyPolicy', 'ossCdn.copyPolicy']);
    },
  );

  it('a row that could not be read offers no policy where one denies explicitly', () => {
    const error = new AppError('forbidden', { denial: { permission: 'oss:ListObjects', reason: 'explicit' } });
    expect(commandsOf(lookOf(error).contextValue)).toEqual([]);
  });

  it('is labelled with its reason and read again by a click where no other action helps', () => {
    const { label, description, command, accessibilityInformation } = lookOf(new AppError('unavailable'));
    expect(label).toMatch(/^Alibaba Cloud reported an internal error/);
    expect(description).toBe('Click to retry');
    expect(accessibilityInformation?.label).toBe(`${label}. Click to retry`);
    expect({ command: command?.command, arguments: command?.arguments }).toEqual({
      command: 'ossCdn.retryNode',
      arguments: ['bucket:site'],
    });
  });
});

it('the row that loads more shows how many there are', () => {
  const { label, description } = moreLook({ kind: 'more', id: 'more', argument: 'bucket:site', loaded: 1_100 });
  expect({ label, description }).toEqual({ label: 'Load More', description: '1,100 loaded, more available' });
});

it.each([
  [{ kind: 'bucket', info: { acl: 'public-read', publicAccessBlocked: false } }, 'public read · cn-hangzhou'],
  [{ kind: 'bucket', info: { acl: 'public-read', publicAccessBlocked: true } }, 'public access blocked · cn-hangzhou'],
  [undefined, 'cn-hangzhou'],
])('a bucket shows its access before its region: %#', (late, wanted) => {
  const node = { kind: 'bucket', id: 'bucket:site', bucket, argument: bucket } as const;
  expect(bucketLook(node, late as LateFact | undefined).description).toBe(wanted);
});

it('the row of an account without buckets creates one when it is clicked; other empty rows do nothing', () => {
  const looks = (['buckets', 'domains', 'objects'] as const).map((of) => emptyLook({ kind: 'empty', id: 'empty', of }));
  expect(looks.map(({ label, command }) => [label, command?.command])).toEqual([
    ['No buckets in this account', 'ossCdn.createBucket'],
    ['No CDN domains yet', undefined],
    ['No objects', undefined],
  ]);
  expect(looks[0]).toMatchObject({
    description: 'Click to create one',
    accessibilityInformation: { label: 'No buckets in this account. Click to create one' },
  });
});
