import { env, l10n } from 'vscode';
import { showDomain } from '../../../core/domainName.js';
import { publicBucketHost } from '../../../core/origin.js';
import { showInformation } from '../../../host/display.js';
import { describeOrigin } from '../../../host/text/originText.js';
import { type OnboardingAnswers, toOrigin } from './answers.js';
import type { FormSources } from './sources.js';

/** DCDN has a console of its own, as has ESA, which the vendor offers in its place: one is opened with the answers on the clipboard. */
export async function handOver(
  answers: Partial<OnboardingAnswers>,
  { links, openPage }: Pick<FormSources, 'links' | 'openPage'>,
): Promise<undefined> {
  const open = l10n.t('Open DCDN Console');
  const sentence = l10n.t('DCDN is set up in its own console; your answers will be copied to the clipboard');
  const text = describeAnswers(answers);
  // Source: the titles of the vendor's documents, and the fourth business type of its form for a new domain.
  const successor = l10n.t(
    'This product is now named DCDN (Classic); the fourth business type in the CDN console now leads to ESA.',
  );
  const detail = `${text}\n\n${successor}`;
  const openEsa = l10n.t('Open ESA Console');
  const chosen = await showInformation(sentence, { modal: true, detail }, open, openEsa);
  if (chosen === undefined) return;
  await env.clipboard.writeText(text);
  await openPage(chosen === openEsa ? links.esa() : links.dcdn());
}

/** The domain, then each origin server with its role and weight where they were asked; one a line. */
function describeAnswers(answers: Partial<OnboardingAnswers>): string {
  const origin = toOrigin(answers);
  return [
    l10n.t('Domain: {0}', showDomain(answers.domain ?? '')),
    ...(origin ? describeOrigin(origin, publicBucketHost) : []).map((server) => l10n.t('Origin: {0}', server)),
  ].join('\n');
}
