import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import { failedLook } from '../../../../src/features/explorer/noteItems.js';
import { readManifest } from '../../../project/manifest.js';

const bucket = { name: 'site', region: 'cn-hangzhou' };
const lookOf = (error: AppError) => failedLook({ kind: 'failed', id: 'failed:b', argument: 'bucket:site', error });

describe('a row that could not be read', () => {
  it('leads to the set-up of an upload domain where OSS refuses its public one, and offers to try again beside it', () => {
    const { label, command, contextValue, accessibilityInformation } = lookOf(
      new AppError('publicEndpointForbidden', { subject: 'site', bucket }),
    );
    expect(label).toBe('Set Up Upload Domain');
    expect(command).toMatchObject({ command: 'ossCdn.onboard', arguments: [bucket] });
    expect(accessibilityInformation?.label).toMatch(
      /^Set Up Upload Domain: This account may not use the public OSS domain/,
    );
    const beside = readManifest().contributes.menus?.['view/item/context']?.filter(({ when = '' }) =>
      when.endsWith(`viewItem == '${contextValue}'`),
    );
    expect(beside?.map((item) => item.command)).toEqual(['ossCdn.retryNode']);
  });

  it('is tried again by a click where nothing else helps', () => {
    const { label, command } = lookOf(new AppError('unavailable'));
    expect([label, command?.command, command?.arguments]).toEqual(['Retry', 'ossCdn.retryNode', ['bucket:site']]);
  });
});
