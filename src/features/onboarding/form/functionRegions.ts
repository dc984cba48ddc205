import { l10n } from 'vscode';
import type { Asking, FormUi, PickItem, QuestionPlace, Reply } from '../../../core/form.js';

/** Where Function Compute is offered. Source: Alibaba Cloud Function Compute, "Supported regions". */
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

/** Asks for the region of a function: one of the list, or another that is typed, since regions are added over time. */
export async function askFunctionRegion(ui: FormUi, { earlier, ...place }: Asking<string>): Promise<Reply<string>> {
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

/** The id of a region: words of letters and digits joined by hyphens, at least two. */
function parseRegion(text: string): string | undefined {
  const region = text.trim().toLowerCase();
  return /^[a-z]{2,}(?:-[a-z0-9]+)+$/.test(region) ? region : undefined;
}
