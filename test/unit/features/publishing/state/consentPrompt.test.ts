import { describe, expect, it, vi } from 'vitest';
import type { ConsentSubject } from '../../../../../src/core/publishing/mapping/consent.js';
import type { OnSave } from '../../../../../src/core/publishing/mapping/mapping.js';
import { consentDetail, consentQuestion } from '../../../../../src/features/publishing/state/consentPrompt.js';

vi.mock('vscode', () => import('../../../../support/vscodeWords.js'));

const toSubject = (act: ConsentSubject['act'], onSave: OnSave): ConsentSubject => ({
  workspace: 'file:///w/my%20site',
  accountId: '1',
  act,
  mapping: { folder: 'dist', bucket: { name: 'site', region: 'cn-hangzhou' }, prefix: '', domains: [], onSave },
});
const overwrites = 'Objects with the same names are overwritten';

describe('what is asked', () => {
  it.each([
    ['upload', 'publish', 'Publish files to Alibaba Cloud whenever they are saved: my site/dist?', true],
    ['upload', 'refresh', 'Publish files to Alibaba Cloud whenever you ask for it: my site/dist?', true],
    ['upload', 'off', 'Publish files to Alibaba Cloud whenever you ask for it: my site/dist?', true],
    ['refresh', 'refresh', 'Refresh URLs at CDN whenever their files are saved: my site/dist?', false],
  ] as const)('to %s with onSave %s is: %s', (act, onSave, question, uploads) => {
    const subject = toSubject(act, onSave);
    expect(consentQuestion(subject)).toBe(question);
    expect(consentDetail(subject, 'img.example.com').includes(overwrites)).toBe(uploads);
    expect(consentDetail(subject, 'img.example.com').includes('Nothing is uploaded')).toBe(!uploads);
  });
});
