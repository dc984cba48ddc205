import { expect, test } from 'vitest';
import { hasSecretArgument, isSecretArgument } from '../../../../src/core/cdn/functionNames.js';

test.each([
  ['aliauth', 'auth_key1', true],
  ['oss_key_list', 'key', true],
  ['l2_oss_key', 'perm_private_oss_tbl', true],
  ['set_resp_header', 'key', false],
  ['origin_request_header', 'header_operation_type', false],
])('whether %s keeps a secret in %s is %s', (functionName, name, expected) => {
  expect(isSecretArgument(functionName, name)).toBe(expected);
  expect(hasSecretArgument({ functionName, args: { enable: 'on', [name]: 'x' } })).toBe(expected);
});
