import { argsInEffect } from '../cdn/configs/configs.js';
import type { SandboxState, StoredCdnDomain } from '../state/state.js';
import { isOn } from '../state/uncertain.js';

/** The result of the `host_redirect` rules: another path inside the edge, or a redirect for the browser. */
export interface Rewritten {
  readonly url: string;
  readonly location?: string;
}

/** Applies the rules in order to path and query. `break` ends it, and `redirect` unless later rules apply to its target; without a flag the next rule follows. */
export function rewriteUrl(state: SandboxState, domain: StoredCdnDomain, asked: string): Rewritten {
  let url = asked;
  let isRedirect = false;
  for (const { regex = '', replacement = '', flag = '' } of argsInEffect(state, domain, 'host_redirect')) {
    const changed = applyRule(url, regex, replacement, flag.startsWith('enhance_'));
    if (changed === undefined) continue;
    if (/^https?:\/\//.test(changed)) return { url: asked, location: changed };
    url = changed;
    isRedirect ||= flag.endsWith('redirect');
    if (flag.endsWith('redirect') && !isOn(state.uncertain, 'rulesAfterRedirect')) break;
    if (flag.endsWith('break')) break;
  }
  return isRedirect ? { url: asked, location: url } : { url };
}

/** Enhanced rules see the query; plain ones keep it. */
function applyRule(url: string, regex: string, replacement: string, withQuery: boolean): string | undefined {
  const at = withQuery ? -1 : url.indexOf('?');
  const [subject, rest] = at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at)];
  const pattern = new RegExp(regex);
  return pattern.test(subject) ? subject.replace(pattern, replacement) + rest : undefined;
}
