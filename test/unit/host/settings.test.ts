import { beforeEach, expect, it } from 'vitest';
import { createSettings } from '../../../src/host/settings.js';
import { settings } from '../../support/fakeWorkspace.js';

const warnings: string[] = [];
const open = () => createSettings({ warn: (message: string) => warnings.push(message) } as never);

beforeEach(() => {
  settings.clear();
  warnings.length = 0;
});

it('servers are read in each of their forms', () => {
  const servers = ['223.5.5.5', '10.0.0.1:53', '[2001:db8::1]:53', 'https://dns.example.com/query'];
  settings.set('verification.resolvers', servers);
  expect(open().get('verification.resolvers')).toEqual(servers);
  expect(warnings).toEqual([]);
});

it.each([[['dns.example.com']], [[]], ['223.5.5.5'], [undefined]])(
  'the default replaces %j, without which no record would ever be found',
  (value) => {
    settings.set('verification.resolvers', value);
    expect(open().get('verification.resolvers')).toBe('the default of verification.resolvers');
    expect(warnings).toHaveLength(1);
  },
);

it('the servers of zones may be empty, and are then looked up', () => {
  settings.set('verification.authoritativeServers', []);
  expect(open().get('verification.authoritativeServers')).toEqual([]);
});
