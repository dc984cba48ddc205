import type { CdnConfig, CdnPort } from '../../ports/cdn.js';
import {
  explainOptional,
  forgetTries,
  inPlaceOf,
  isLeftOut,
  makeSetting,
  noteLeft,
  observeMissing,
  observeUnready,
} from '../cdnSettings.js';
import type { Step, StepContext } from '../run/step.js';

type Args = CdnConfig['args'];

/**
 * What is wanted of each function. CDN replaces all arguments of one, and takes a free certificate away with an `https_option` that
 * has lost some: they are read, changed and written back whole. Source: BatchSetCdnDomainConfig.
 */
const wanted: readonly (readonly [functionName: string, args: Args])[] = [
  ['https_option', { http2: 'on' }],
  ['https_tls_version', { tls10: 'off', tls11: 'off', tls12: 'on', tls13: 'on' }],
];

const functions = wanted.map(([functionName]) => functionName);

/** HTTP/2 is on, and TLS 1.2 is the oldest version. Set once; what is changed after that is left alone. */
export const protocolsStep: Step = {
  id: 'protocols',
  async observe(context) {
    const { facts } = context;
    const missing = await findMissing(context);
    if (!missing) {
      const known = wanted.reduce((each, [functionName]) => forgetTries(functionName, each), facts);
      const left = noteLeft(functions, context);
      return { kind: 'done', facts: { ...known, protocolsSet: true }, ...left };
    }
    if (facts.protocolsSet) return { kind: 'done', skipped: true, note: 'changedSince' };
    const { config, functionName } = missing;
    const isSet = config !== undefined && config.status !== 'success' && fits(config, missing.args);
    return isSet ? observeUnready(config, context) : observeMissing(functionName, context);
  },
  async act(context) {
    const missing = await findMissing(context);
    if (!missing) return;
    const { functionName, config } = missing;
    const args = { ...config?.args, ...missing.args };
    await makeSetting(context, { functionName, args, ...inPlaceOf(config) });
  },
  async explain(error, context) {
    return explainOptional(error, (await findMissing(context))?.functionName, context);
  },
};

/** Whether the step would turn on HTTP/2 for a domain, and whether it would raise its oldest version of TLS. */
export async function missingProtocols(
  cdn: Pick<CdnPort, 'readConfigs'>,
  domain: string,
  signal: AbortSignal,
): Promise<{ readonly http2: boolean; readonly tls: boolean }> {
  const configs = await cdn.readConfigs(domain, functions, signal);
  const [http2 = true, tls = true] = wanted.map(
    ([functionName, args]) => !configs.some((each) => each.functionName === functionName && fits(each, args)),
  );
  return { http2, tls };
}

async function findMissing(context: StepContext) {
  const { cloud, plan, signal } = context;
  const configs = await cloud.cdn.readConfigs(plan.domain, functions, signal);
  for (const [functionName, args] of wanted) {
    if (isLeftOut(functionName, context)) continue;
    const config = configs.find((each) => each.functionName === functionName);
    if (config?.status !== 'success' || !fits(config, args)) return { functionName, args, config };
  }
  return undefined;
}

function fits(config: CdnConfig, args: Args): boolean {
  return Object.entries(args).every(([name, value]) => config.args[name] === value);
}
