import { expect, it } from 'vitest';
import { disableDomain, enableDomain } from '../../../../src/features/domains/domainCommands.js';
import type { DomainDeps } from '../../../../src/features/domains/domainDeps.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';

const name = 'img.example.com';

it.each([
  [enableDomain, 'check_failed', 'domainBarred'],
  [disableDomain, 'check_failed', 'domainBarred'],
  [enableDomain, 'configure_failed', 'domainBarred'],
  [disableDomain, 'configuring', 'domainBusy'],
] as const)('%o of a domain that is %s is refused as %s', async (command, status, kind) => {
  const cloud = createMemoryCloud();
  cloud.state.domains.set(name, { name, status, type: 'web', sources: [], httpsOn: false });
  const deps = { session: { cloud: async () => cloud } } as unknown as DomainDeps;
  await expect(command(deps, name)).rejects.toMatchObject({ kind });
  expect(cloud.calls.filter((call) => /Domain$/.test(call) && !/read|list/.test(call))).toEqual([]);
});
