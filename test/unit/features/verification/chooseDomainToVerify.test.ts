import { expect, it, vi } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import { chooseDomainToVerify } from '../../../../src/features/verification/chooseDomainToVerify.js';
import { type Line, scriptedUi } from '../../../support/scriptedUi.js';

type Deps = Parameters<typeof chooseDomainToVerify>[0];

const account = { id: '1' };
const listed = [{ name: '.example.com', status: 'online', httpsOn: true }];

async function choose(lines: readonly Line[], session: object) {
  const ui = scriptedUi(lines);
  const log = { failure: vi.fn() };
  const loadIsPublicSuffix = async () => (name: string) => name === 'com';
  const chosen = await chooseDomainToVerify({ ui, session, log, loadIsPublicSuffix } as unknown as Deps);
  ui.end();
  return { chosen, asked: ui.asked, failures: log.failure.mock.calls };
}
const signedIn = (listDomains: () => Promise<unknown>) => ({ account, cloud: async () => ({ cdn: { listDomains } }) });

it('a domain of the account can be verified, listed as the user reads it', async () => {
  const { chosen, asked } = await choose(
    [{ pick: '*.example.com' }],
    signedIn(async () => listed),
  );
  expect(chosen).toBe('.example.com');
  expect(asked).toMatchObject([
    { title: 'Verify CNAME', labels: ['*.example.com', '$(edit) Enter a Domain…'], says: ['online · https', ''] },
  ]);
});

it('any other domain can be entered for verification, and a public suffix is refused', async () => {
  const lines = [{ pick: '$(edit) Enter a Domain…' }, { type: 'com', refused: /./ }, { type: ' WWW.Example.com ' }];
  expect(
    (
      await choose(
        lines,
        signedIn(async () => listed),
      )
    ).chosen,
  ).toBe('www.example.com');
});

it("a domain can be entered for verification where the account's domains cannot be listed", async () => {
  const lines = [{ pick: '$(edit) Enter a Domain…' }, { type: 'www.example.com' }];
  const { chosen, failures } = await choose(
    lines,
    signedIn(() => Promise.reject(new AppError('offline'))),
  );
  expect({ chosen, failures }).toMatchObject({
    chosen: 'www.example.com',
    failures: [['list domains', { kind: 'offline' }]],
  });
});

it('a user who is signed out enters the domain to verify without a list', async () => {
  const { chosen, asked } = await choose([{ type: 'www.example.com' }], { account: undefined });
  expect({ chosen, questions: asked.length }).toEqual({ chosen: 'www.example.com', questions: 1 });
});

it('leaving either question verifies no domain', async () => {
  const session = signedIn(async () => listed);
  expect((await choose(['cancel'], session)).chosen).toBeUndefined();
  expect((await choose([{ pick: '$(edit) Enter a Domain…' }, 'cancel'], session)).chosen).toBeUndefined();
});
