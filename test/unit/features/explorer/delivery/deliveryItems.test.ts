import { expect, test } from 'vitest';
import type { ThemeIcon } from 'vscode';
import type { CdnConfig } from '../../../../../src/core/ports/cdn.js';
import { settingLook } from '../../../../../src/features/explorer/delivery/deliveryItems.js';

const domain = { name: 'img.example.com', status: 'online', type: 'web', sources: [], httpsOn: false } as const;

function lookOf(...configs: readonly CdnConfig[]) {
  const node = { kind: 'setting', id: 's', argument: 'access:img.example.com', domain, topic: 'access' } as const;
  return settingLook({ ...node, delivery: { configs, conditional: 0 } });
}

const listed = (functionName: string, rule?: string): CdnConfig => ({
  id: functionName,
  functionName,
  args: { ip_list: '203.0.113.7', ...(rule !== undefined && { ip_acl_xfwd: rule }) },
  status: 'success',
});

test.each([
  ['ip_allow_list_set', undefined, true],
  ['ip_allow_list_set', 'all', true],
  ['ip_allow_list_set', 'off', false],
  ['ip_black_list_set', 'on', true],
  ['ip_black_list_set', 'all', false],
  ['ip_black_list_set', 'off', false],
] as const)('the row of access warns of a %s with the rule %s that visitors can bypass: %s', (name, rule, isWarned) => {
  const { iconPath } = lookOf(listed(name, rule));
  expect((iconPath as ThemeIcon).id).toBe(isWarned ? 'warning' : 'shield');
});

test('the row and its tooltip say that anyone can forge the value that the list is compared with', () => {
  const { description, tooltip } = lookOf(listed('ip_allow_list_set'));
  const said = 'Allowed IP addresses: 203.0.113.7; by X-Forwarded-For, which anyone can forge';
  expect({ description, tooltip }).toEqual({ description: said, tooltip: `Access\n${said}\n${said}` });
});
