import { missingProtocols } from '../../../core/onboarding/https/protocols.js';
import { protocolsText } from '../../../host/text/https/certificateText.js';
import type { AskContext } from '../runQuestion.js';

/** What else setting up HTTPS changes of the domain; all that it may, where the settings cannot be read. */
export async function describeProtocols({ run, cloud }: Pick<AskContext, 'run' | 'cloud'>): Promise<string> {
  const { plan, facts, answers } = run;
  const { signal } = new AbortController();
  const missing = missingProtocols({ cloud: await cloud(), plan, facts, answers, signal });
  return protocolsText(await missing.catch(() => ({ http2: true, tls: true })));
}
