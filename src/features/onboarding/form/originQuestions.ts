import type { Asking, FormUi, PickItem, Question, QuestionPlace, Reply } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import {
  describeOriginProblem,
  type Origin,
  originKindItems,
  originText,
  type Parsed,
  parseFunctionCompute,
  parseOssDomain,
  parsePort,
  standardPorts,
} from '../../../core/origin.js';
import type { OnboardingAnswers } from './answers.js';
import { askForBucket } from './bucketQuestion.js';
import { askServers } from './serversQuestion.js';
import type { FormSources } from './sources.js';

type Answers = Partial<OnboardingAnswers>;

const isKind =
  (kind: Origin['kind']) =>
  ({ originKind }: Answers): boolean =>
    originKind === kind;

/** The questions about the origin: its kind, then the rest. */
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

/** Asks for the region of a function from the list, or another typed one, since regions are added over time. */
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

/** Parses a region id: at least two words of letters and digits, joined by hyphens. */
function parseRegion(text: string): string | undefined {
  const region = text.trim().toLowerCase();
  return /^[a-z]{2,}(?:-[a-z0-9]+)+$/.test(region) ? region : undefined;
}

/** The ports to the origin with their consequences; 0 means another. */
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

/** Asks for CDN's port to the origin: a usual one from a list, or another number. */
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
