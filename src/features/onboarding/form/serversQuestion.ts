import type { Asking, FormUi, PickItem, QuestionPlace, Reply } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import {
  describeOriginProblem,
  describeServer,
  type OriginServer,
  parseCount,
  parseServers,
} from '../../../core/origin.js';

/** The largest weight of an origin server. Source: Alibaba Cloud CDN, AddCdnDomain. */
const mostWeight = 100;

type Kind = 'ip' | 'site';
type Servers = readonly OriginServer[];
type Choice =
  | { readonly kind: 'done' }
  | { readonly kind: 'add' }
  | { readonly kind: 'edit'; readonly server: OriginServer };

/** Asks for origin servers, one or several at a time, with role and weight, until the user continues. */
export async function askServers(
  ui: FormUi,
  kind: Kind,
  { earlier, ...place }: Asking<Servers>,
): Promise<Reply<Servers>> {
  const parse = (text: string) => parseServers(text, kind, '');
  const type = (present: Servers) => typeServers(ui, { kind, present, parse }, place);
  let servers: Servers = earlier ?? [];
  for (;;) {
    const reply = servers.length === 0 ? await type(servers) : undefined;
    if (reply && reply.kind !== 'value') return reply;
    if (reply) servers = reply.value;
    const next = await ui.pick<Choice>({ ...place, ...wordsOf(kind), items: listItems(servers) });
    if (next.kind !== 'value') return next;
    if (next.value.kind === 'done') return { kind: 'value', value: servers };
    const changed =
      next.value.kind === 'add' ? await type(servers) : await editServer(ui, servers, next.value.server, place);
    if (changed.kind === 'cancel') return changed;
    if (changed.kind === 'value') servers = changed.value;
  }
}

function wordsOf(kind: Kind): { readonly title: string; readonly placeholder: string } {
  return {
    title: kind === 'ip' ? l10n.t('IP Addresses') : l10n.t('Site Domains'),
    placeholder: l10n.t('Backups are used when no primary server responds; weights share the load'),
  };
}

function listItems(servers: Servers): readonly PickItem<Choice>[] {
  return [
    { label: `$(check) ${l10n.t('Continue')}`, value: { kind: 'done' } },
    { label: `$(add) ${l10n.t('Add Another…')}`, value: { kind: 'add' } },
    ...servers.map((server) => ({
      label: server.host,
      description: describeServer(server),
      group: l10n.t('Origin servers'),
      value: { kind: 'edit', server } as const,
    })),
  ];
}

interface TypedServers {
  readonly kind: Kind;
  readonly present: Servers;
  readonly parse: (text: string) => ReturnType<typeof parseServers>;
}

/** A typed line adds to the list: the whole must be valid, so duplicates and mixtures are rejected. */
async function typeServers(
  ui: FormUi,
  { kind, present, parse }: TypedServers,
  place: QuestionPlace,
): Promise<Reply<Servers>> {
  const whole = (text: string) => parse([...present.map(formatServer), text].join(' '));
  const reply = await ui.input({
    ...place,
    title: wordsOf(kind).title,
    prompt:
      kind === 'ip'
        ? l10n.t('One or more public IP addresses, separated by spaces')
        : l10n.t('One or more domains of public servers, separated by spaces'),
    placeholder: kind === 'ip' ? '203.0.113.10 203.0.113.11;backup' : 'origin.example.com spare.example.com;backup',
    validate(text) {
      const parsed = text.trim() === '' ? parse(text) : whole(text);
      return parsed.ok ? undefined : describeOriginProblem(parsed.problem, parsed.subject);
    },
  });
  if (reply.kind !== 'value') return reply;
  const parsed = whole(reply.value);
  return { kind: 'value', value: parsed.ok ? parsed.value : present };
}

/** Formats a server for `parseServers`. */
function formatServer({ host, backup, weight }: OriginServer): string {
  return `${host}${backup ? ';backup' : ''};weight=${weight}`;
}

async function editServer(
  ui: FormUi,
  servers: Servers,
  server: OriginServer,
  place: QuestionPlace,
): Promise<Reply<Servers>> {
  const reply = await ui.pick<'role' | 'weight' | 'remove'>({
    ...place,
    title: server.host,
    placeholder: describeServer(server),
    items: [
      { label: server.backup ? l10n.t('Make Primary') : l10n.t('Make Backup'), value: 'role' },
      { label: l10n.t('Set Weight…'), value: 'weight' },
      { label: l10n.t('Remove'), value: 'remove' },
    ],
  });
  if (reply.kind !== 'value') return reply;
  if (reply.value === 'remove') return { kind: 'value', value: servers.filter((each) => each !== server) };
  if (reply.value === 'role') return replaced(servers, server, { ...server, backup: !server.backup });
  const weight = await typeWeight(ui, server, place);
  return weight.kind === 'value' ? replaced(servers, server, { ...server, weight: weight.value }) : weight;
}

function replaced(servers: Servers, old: OriginServer, changed: OriginServer): Reply<Servers> {
  return { kind: 'value', value: servers.map((each) => (each === old ? changed : each)) };
}

async function typeWeight(ui: FormUi, { host, weight }: OriginServer, place: QuestionPlace): Promise<Reply<number>> {
  const refusal = l10n.t('Enter a weight from 1 to 100');
  const reply = await ui.input({
    ...place,
    title: host,
    prompt: refusal,
    value: String(weight),
    validate: (text) => (parseCount(text, mostWeight) === undefined ? refusal : undefined),
  });
  return reply.kind === 'value' ? { kind: 'value', value: parseCount(reply.value, mostWeight) ?? weight } : reply;
}
