import { expect, test } from 'vitest';
import { renewalIdOf } from '../../../../src/cloud/acme/renewalId.js';
import { issuePem } from '../../../support/issuePem.js';
import { rfcCertificate } from '../../../support/rfcCertificate.js';

test('a certificate is identified by the key of its issuer and its serial number', () => {
  expect(renewalIdOf(rfcCertificate)).toBe('aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE');
});

test.each([
  ['one that does not name the key of its issuer', issuePem({ names: ['example.com'] }).certificate],
  ['no certificate', 'text'],
  ['nothing', ''],
  ['a damaged one', rfcCertificate.replace('MIIBQzCB66AD', 'MIIBQzCB66AA')],
])('%s has no identifier', (_what, pem) => {
  expect(renewalIdOf(pem)).toBeUndefined();
});
