import { l10n } from 'vscode';
import { missingProtocols } from '../../../core/onboarding/https/protocols.js';
import type { AskContext } from '../runQuestion.js';

/** Describes what else setting up HTTPS changes; everything possible if the settings cannot be read. */
export async function describeProtocols({ run, cloud }: Pick<AskContext, 'run' | 'cloud'>): Promise<string> {
  const { plan, facts, answers } = run;
  const { signal } = new AbortController();
  const missing = missingProtocols({ cloud: await cloud(), plan, facts, answers, signal });
  return protocolsText(await missing.catch(() => ({ http2: true, tls: true })));
}

/** The changes that are not in effect yet. */
function protocolsText({ http2, tls }: { readonly http2: boolean; readonly tls: boolean }): string {
  if (http2 && tls)
    return l10n.t('HTTP/2 will be turned on, and TLS 1.2 will become the minimum version. HTTP will continue to work.');
  if (http2) return l10n.t('HTTP/2 will be turned on. HTTP will continue to work.');
  if (tls) return l10n.t('TLS 1.2 will become the minimum version. HTTP will continue to work.');
  return l10n.t('HTTP will continue to work.');
}
