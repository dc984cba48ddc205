import { expect, it, vi } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import type { CdnDomain } from '../../../../src/core/ports/cdn.js';
import { pickDomain } from '../../../../src/host/prompts/pickDomain.js';
import { eventually } from '../../../support/eventually.js';
import { type Line, scriptedUi } from '../../../support/scriptedUi.js';

type Deps = Parameters<typeof pickDomain>[0];

const site = { type: 'web', sources: [] } as const;
const domains: readonly CdnDomain[] = [
  { ...site, name: 'www.example.com', status: 'online', httpsOn: true },
  { ...site, name: 'img.example.com', status: 'online', httpsOn: false },
  { ...site, name: 'old.example.com', status: 'offline', httpsOn: false },
];
const labelOf = ({ name }: CdnDomain) => (name.startsWith('img') ? undefined : name);
const other = { label: 'Other', value: 'other' as const };

function open(lines: readonly Line[], listDomains: (signal: AbortSignal) => Promise<readonly CdnDomain[]>) {
  const ui = scriptedUi(lines);
  const log = { failure: vi.fn() };
  const deps = { session: { cloud: async () => ({ cdn: { listDomains } }) }, ui, log } as unknown as Deps;
  return { deps, ui, log };
}

it('a domain of the account is picked by its label; one without a label is not offered', async () => {
  const { deps, ui } = open([{ pick: 'old.example.com' }], async () => domains);
  expect(await pickDomain(deps, labelOf)).toBe(domains[2]);
  expect(ui.asked).toMatchObject([
    { title: 'CDN Domain', labels: ['www.example.com', 'old.example.com'], says: ['online · https', 'disabled'] },
  ]);
});

it('the row for an unlisted domain comes last and has its own value', async () => {
  const { deps, ui } = open([{ pick: 'Other' }], async () => domains);
  expect(await pickDomain(deps, labelOf, { title: 'Verify', other })).toBe('other');
  expect(ui.asked).toMatchObject([{ title: 'Verify', labels: ['www.example.com', 'old.example.com', 'Other'] }]);
});

it('unlistable domains are an error, but only a log line with a row for an unlisted domain', async () => {
  const refused = () => Promise.reject(new AppError('forbidden'));
  await expect(pickDomain(open([], refused).deps, labelOf)).rejects.toMatchObject({ kind: 'forbidden' });
  const { deps, ui, log } = open([{ pick: 'Other' }], refused);
  expect(await pickDomain(deps, labelOf, { other })).toBe('other');
  expect(ui.asked).toMatchObject([{ labels: ['Other'] }]);
  expect(log.failure.mock.calls).toMatchObject([['list domains', { kind: 'forbidden' }]]);
});

it('a picker that the user leaves ends the call that lists the domains, which is no failure', async () => {
  const listed = vi.fn(
    (signal: AbortSignal) =>
      new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new AppError('cancelled')));
      }),
  );
  const { deps, log } = open([], listed);
  let items: unknown;
  const ui = {
    pick: async (question: { items: unknown }) => {
      items = question.items;
      await eventually(() => expect(listed).toHaveBeenCalled());
      return { kind: 'cancel' };
    },
  };
  expect(await pickDomain({ ...deps, ui } as unknown as Deps, labelOf, { other })).toBeUndefined();
  expect(await items).toEqual([other]);
  expect(log.failure).not.toHaveBeenCalled();
});
