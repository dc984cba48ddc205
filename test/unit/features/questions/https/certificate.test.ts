import { expect, test } from 'vitest';
import { questionOf } from '../../../../../src/features/questions/questions.js';
import { sayIn } from '../../../../support/fakeVscode.js';

test.each([
  ['en', 'CDN accepted the certificate more than 10 minutes ago but does not report it.'],
  ['zh-cn', 'CDN 在 10 多分钟前已接受该证书，但仍未显示。'],
] as const)('a certificate that CDN accepted and does not show is told as that in %s', (language, said) => {
  const { detail } = sayIn(language, () =>
    questionOf({ kind: 'chooseCertificate', problem: { kind: 'unshown' } }).text(),
  );
  expect(detail).toContain(said);
});
