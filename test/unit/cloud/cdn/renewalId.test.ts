import { expect, test } from 'vitest';
import { renewalIdOf } from '../../../../src/cloud/cdn/certificateModels.js';
import { issuePem } from '../../../support/issuePem.js';

/** Source: RFC 9773, appendix A. */
const example = `-----BEGIN CERTIFICATE-----
MIIBQzCB66ADAgECAgUAh2VDITAKBggqhkjOPQQDAjAVMRMwEQYDVQQDEwpFeGFt
cGxlIENBMCIYDzAwMDEwMTAxMDAwMDAwWhgPMDAwMTAxMDEwMDAwMDBaMBYxFDAS
BgNVBAMTC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEeBZu
7cbpAYNXZLbbh8rNIzuOoqOOtmxA1v7cRm//AwyMwWxyHz4zfwmBhcSrf47NUAFf
qzLQ2PPQxdTXREYEnKMjMCEwHwYDVR0jBBgwFoAUaYhba4dGQEHhs3uEe6CuLN4B
yNQwCgYIKoZIzj0EAwIDRwAwRAIge09+S5TZAlw5tgtiVvuERV6cT4mfutXIlwTb
+FYN/8oCIClDsqBklhB9KAelFiYt9+6FDj3z4KGVelYM5MdsO3pK
-----END CERTIFICATE-----`;

test('a certificate is identified by the key of its issuer and its serial number', () => {
  expect(renewalIdOf(example)).toBe('aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE');
});

test.each([
  ['one that does not name the key of its issuer', issuePem({ names: ['example.com'] }).certificate],
  ['no certificate', 'text'],
  ['nothing', undefined],
  ['a damaged one', example.replace('MIIBQzCB66AD', 'MIIBQzCB66AA')],
])('%s has no identifier', (_what, pem) => {
  expect(renewalIdOf(pem)).toBeUndefined();
});
