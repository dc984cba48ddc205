import { l10n } from 'vscode';
import type { Asking, FormUi, PickItem, QuestionPlace, Reply } from '../../../core/form.js';
import { type Origin, originText, parsePort, standardPorts } from '../../../core/origin.js';
import { type OnboardingAnswers, toOrigin } from './answers.js';

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
  answers: Partial<OnboardingAnswers>,
  { earlier, ...place }: Asking<number>,
): Promise<Reply<number>> {
  const origin = toOrigin(answers);
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
