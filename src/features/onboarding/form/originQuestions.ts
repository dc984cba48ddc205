import type { Asking, FormUi, PickItem, Question, QuestionPlace, Reply } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import {
  describeOriginProblem,
  describeServer,
  type Origin,
  type OriginServer,
  originKindItems,
  originText,
  type Parsed,
  parseCount,
  parseFunctionCompute,
  parseOssDomain,
  parsePort,
  parseServers,
  standardPorts,
} from '../../../core/origin.js';
import type { OnboardingAnswers } from './answers.js';
import { askForBucket } from './bucketQuestion.js';
import type { FormSources } from './sources.js';

type Answers = Partial<OnboardingAnswers>;

const isKind =
  (kind: Origin['kind']) =>
  ({ originKind }: Answers): boolean =>
    originKind === kind;

/** Returns the questions about the origin: first its kind, then what that kind needs. */
export function originQuestions(sources: FormSources): readonly Question<OnboardingAnswers>[] {
  return [
    {
      id: 'originKind',
      ask: (ui, _answers, { earlier, ...place }) =>
        ui.pick({
          ...place,
          title: l10n.t('Origin'),
          placeholder: l10n.t('Where CDN fetches your files from'),
          items: originKindItems(),
          ...(earlier && { selected: earlier }),
        }),
    },
    { id: 'bucket', when: isKind('bucket'), ask: (ui, answers, asking) => askForBucket(ui, sources, answers, asking) },
    { id: 'ossDomain', when: isKind('ossDomain'), ask: (ui, _answers, asking) => askOssDomain(ui, asking) },
    { id: 'addresses', when: isKind('ip'), ask: (ui, _answers, asking) => askServers(ui, 'ip', asking) },
    { id: 'sites', when: isKind('site'), ask: (ui, _answers, asking) => askServers(ui, 'site', asking) },
    {
      id: 'functionRegion',
      when: isKind('functionCompute'),
      ask: (ui, _answers, asking) => askFunctionRegion(ui, asking),
    },
    {
      id: 'functionDomain',
      when: isKind('functionCompute'),
      ask: (ui, { functionRegion }, asking) => askFunctionDomain(ui, functionRegion ?? '', asking),
    },
  ];
}

function askOssDomain(ui: FormUi, asking: Asking<string>): Promise<Reply<string>> {
  const words = {
    title: l10n.t('OSS Domain'),
    prompt: l10n.t('Public domain of the bucket, shown on its Overview page in the OSS console'),
    placeholder: 'bucket.oss-cn-hangzhou.aliyuncs.com',
  };
  return askParsed(ui, words, parseOssDomain, asking);
}

function askFunctionDomain(ui: FormUi, region: string, asking: Asking<string>): Promise<Reply<string>> {
  const words = {
    title: l10n.t('Function Compute Domain'),
    prompt: l10n.t('The domain of the function in region {0}', region),
    placeholder: `1234567890.${region}.fc.aliyuncs.com`,
  };
  return askParsed(ui, words, (text) => parseFunctionCompute(text, region), asking);
}

async function askParsed(
  ui: FormUi,
  words: { readonly title: string; readonly prompt: string; readonly placeholder: string },
  parse: (text: string) => Parsed<string>,
  { earlier, ...place }: Asking<string>,
): Promise<Reply<string>> {
  const reply = await ui.input({
    ...place,
    ...words,
    ...(earlier !== undefined && { value: earlier }),
    validate(text) {
      const parsed = parse(text);
      return parsed.ok ? undefined : describeOriginProblem(parsed.problem, parsed.subject);
    },
  });
  if (reply.kind !== 'value') return reply;
  const parsed = parse(reply.value);
  return { kind: 'value', value: parsed.ok ? parsed.value : reply.value };
}

/** The regions of Function Compute. Source: Alibaba Cloud Function Compute, "Supported regions". */
const regions: readonly string[] = [
  'cn-hangzhou',
  'cn-shanghai',
  'cn-qingdao',
  'cn-beijing',
  'cn-zhangjiakou',
  'cn-huhehaote',
  'cn-shenzhen',
  'cn-chengdu',
  'cn-hongkong',
  'ap-southeast-1',
  'ap-southeast-3',
  'ap-southeast-5',
  'ap-northeast-1',
  'eu-central-1',
  'eu-west-1',
  'us-east-1',
  'us-west-1',
];

const typed = '';

/** Asks for the region of a function. The user may also type a region that is not in the list, since regions are added over time. */
async function askFunctionRegion(ui: FormUi, { earlier, ...place }: Asking<string>): Promise<Reply<string>> {
  for (;;) {
    const reply = await ui.pick({
      ...place,
      title: l10n.t('Function Compute Region'),
      placeholder: l10n.t('Choose a region'),
      notes: [l10n.t('The region of the function is part of its domain name')],
      items: listItems(earlier),
      ...(earlier !== undefined && { selected: earlier }),
    });
    if (reply.kind !== 'value' || reply.value !== typed) return reply;
    const region = await typeRegion(ui, place);
    if (region.kind !== 'back') return region;
  }
}

function listItems(earlier: string | undefined): readonly PickItem<string>[] {
  const known = earlier === undefined || regions.includes(earlier) ? regions : [earlier, ...regions];
  return [
    ...known.map((region) => ({ label: region, value: region })),
    { label: `$(edit) ${l10n.t('Another Region…')}`, alwaysShow: true, value: typed },
  ];
}

async function typeRegion(ui: FormUi, place: QuestionPlace): Promise<Reply<string>> {
  const reply = await ui.input({
    ...place,
    title: l10n.t('Function Compute Region'),
    prompt: l10n.t('The region in the domain name of the function'),
    placeholder: 'ap-southeast-7',
    validate: (text) =>
      parseRegion(text) === undefined ? l10n.t('Enter a region ID, such as ap-southeast-7') : undefined,
  });
  if (reply.kind !== 'value') return reply;
  return { kind: 'value', value: parseRegion(reply.value) ?? reply.value };
}

/** Parses a region id, which has at least two words of letters and digits, joined by hyphens. Returns `undefined` for anything else. */
function parseRegion(text: string): string | undefined {
  const region = text.trim().toLowerCase();
  return /^[a-z]{2,}(?:-[a-z0-9]+)+$/.test(region) ? region : undefined;
}

/** Returns the rows for the port that CDN uses to reach the origin, with the consequences of each. The value 0 means another port. */
export function portItems(origin: Origin['kind'] | undefined): readonly PickItem<number>[] {
  const { http, https } = standardPorts;
  const isOss = origin === 'bucket' || origin === 'ossDomain';
  return [
    { label: String(http), detail: l10n.t('CDN fetches from the origin over HTTP'), value: http },
    {
      label: String(https),
      detail:
        origin === 'bucket'
          ? l10n.t('CDN fetches over HTTPS; OSS may then make browsers download pages')
          : l10n.t('CDN fetches from the origin over HTTPS; the origin needs a certificate'),
      value: https,
    },
    {
      label: l10n.t('Custom…'),
      detail: isOss
        ? l10n.t('CDN fetches over HTTP on this port. OSS listens only on ports 80 and 443')
        : l10n.t('CDN fetches over HTTP on this port, from 1 to 65535'),
      value: 0,
    },
  ];
}

/** Asks for the port that CDN uses to reach the origin: a usual one from a list, or another number. */
export async function askPort(
  ui: FormUi,
  origin: Origin | undefined,
  { earlier, ...place }: Asking<number>,
): Promise<Reply<number>> {
  for (;;) {
    const known = earlier === undefined || Object.values<number>(standardPorts).includes(earlier) ? earlier : 0;
    const selected = known === undefined ? {} : { selected: known };
    const title = l10n.t('Port');
    const placeholder = l10n.t('Port that CDN uses to fetch from the origin: {0}', origin ? originText(origin) : '');
    const reply = await ui.pick({ ...place, title, placeholder, items: portItems(origin?.kind), ...selected });
    if (reply.kind !== 'value' || reply.value !== 0) return reply;
    const custom = await typePort(ui, earlier, place);
    if (custom.kind !== 'back') return custom;
  }
}

async function typePort(ui: FormUi, earlier: number | undefined, place: QuestionPlace): Promise<Reply<number>> {
  const refusal = l10n.t('Enter a port from 1 to 65535');
  const reply = await ui.input({
    ...place,
    title: l10n.t('Port'),
    prompt: refusal,
    ...(earlier !== undefined && { value: String(earlier) }),
    validate: (text) => (parsePort(text) === undefined ? refusal : undefined),
  });
  if (reply.kind !== 'value') return reply;
  return { kind: 'value', value: parsePort(reply.value) ?? standardPorts.http };
}

/** The largest weight of an origin server. Source: Alibaba Cloud CDN, AddCdnDomain. */
const mostWeight = 100;

type Kind = 'ip' | 'site';
type Servers = readonly OriginServer[];
type Choice =
  | { readonly kind: 'done' }
  | { readonly kind: 'add' }
  | { readonly kind: 'edit'; readonly server: OriginServer };

/** Asks for origin servers with their roles and weights, one or several at a time, until the user continues. */
async function askServers(ui: FormUi, kind: Kind, { earlier, ...place }: Asking<Servers>): Promise<Reply<Servers>> {
  const parse = (text: string) => parseServers(text, kind, '');
  const type = (present: Servers) => typeServers(ui, { kind, present, parse }, place);
  let servers: Servers = earlier ?? [];
  for (;;) {
    const reply = servers.length === 0 ? await type(servers) : undefined;
    if (reply && reply.kind !== 'value') return reply;
    if (reply) servers = reply.value;
    const next = await ui.pick<Choice>({ ...place, ...wordsOf(kind), items: listServerItems(servers) });
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

function listServerItems(servers: Servers): readonly PickItem<Choice>[] {
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

/** Asks for servers to add to the list. The list as a whole must be valid, so duplicates and mixed kinds are rejected. */
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

/** Formats a server in the form that `parseServers` reads. */
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
