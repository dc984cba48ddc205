import { l10n } from 'vscode';
import type { Asking, FormUi, PickItem, Question, QuestionPlace, Reply } from '../../../core/form.js';
import {
  describeOriginProblem,
  type Origin,
  originKindItems,
  type Parsed,
  parseFunctionCompute,
  parseOssDomain,
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
