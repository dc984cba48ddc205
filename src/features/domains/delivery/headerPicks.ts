import { type Delivery, isCorsHeader } from '../../../core/delivery/readDelivery.js';
import type { WantedSetting } from '../../../core/delivery/settingChange.js';
import type { PickItem } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import type { DomainWork } from '../domainDeps.js';
import { type Choice, makeSettings } from './makeSettings.js';
import { askLine, chooseWay, type Way } from './picks.js';

/** Common headers that are safe for every site. */
const usual = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'strict-origin-when-cross-origin'],
  ['X-Frame-Options', 'SAMEORIGIN'],
] as const;

/** Changes the headers that the edge adds to answers. */
export async function changeHeaders(work: DomainWork, delivery: Delivery): Promise<unknown> {
  const own = {
    label: l10n.t('Add Header…'),
    detail: l10n.t('For all responses of the domain'),
    value: () => askForHeader(work),
  };
  const rows = usual.map(([key, value]): PickItem<Way> => ({ label: `${key}: ${value}`, value: toChoice(key, value) }));
  const choice = await chooseWay(work, delivery, { topic: 'headers', items: [own, ...rows] });
  return choice && makeSettings(work, choice, ['set_resp_header']);
}

function toChoice(key: string, value: string): Choice {
  return { set: [{ ...addedHeader(key, value), initial: { duplicate: 'off' } }] };
}

/**
 * A header that the edge adds, and that replaces the origin's unless duplicates are allowed; the operation `change`
 * would require one from the origin. An entry that rewrites parts of the header is kept. Source: Alibaba Cloud CDN,
 * "Modify outbound response headers".
 */
export function addedHeader(key: string, value: string): WantedSetting {
  return {
    functionName: 'set_resp_header',
    args: { key, value, header_operation_type: 'add' },
    isMeant: ({ key: present, header_operation_type: operation }) =>
      present?.toLowerCase() === key.toLowerCase() && operation !== 'rewrite',
  };
}

async function askForHeader(work: DomainWork): Promise<Choice | undefined> {
  const text = await askLine(
    work,
    {
      title: l10n.t('Response Header'),
      prompt: l10n.t('Enter the header as it is sent'),
      placeholder: 'Permissions-Policy: camera=()',
    },
    refuse,
  );
  const { key = '', value = '' } = parse(text ?? '') ?? {};
  return text === undefined ? undefined : toChoice(key, value);
}

function refuse(text: string): string | undefined {
  const header = parse(text);
  if (!header) return l10n.t('Enter it as Name: value, in ASCII');
  return isCorsHeader({ args: header })
    ? l10n.t('Headers for other sites are set under Other sites (CORS)')
    : undefined;
}

function parse(text: string): { readonly key: string; readonly value: string } | undefined {
  const [, key, value] = /^\s*([A-Za-z0-9-]+):\s*([\x21-\x7e][\x20-\x7e]*?)\s*$/.exec(text) ?? [];
  return key && value ? { key, value } : undefined;
}
