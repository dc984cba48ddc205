import type { CdnConfig, NewConfig } from '../../ports/cdn.js';
import { wasServed } from '../approvals.js';
import {
  explainOptional,
  forgetTries,
  inPlaceOf,
  isLeftOut,
  makeFirst,
  noteLeft,
  observeMissing,
  observeUnready,
  type SettingStep,
} from '../cdnSettings.js';
import { isWithoutCertificate } from '../run/runRecord.js';
import type { StepContext } from '../run/step.js';
import type { DoneNote } from '../run/stepReasons.js';

type Args = CdnConfig['args'];

/**
 * The arguments that each function should have. CDN replaces all arguments of a function, and removes a free certificate if `https_option` is incomplete. So
 * the present arguments are read, changed and written back completely. Source: BatchSetCdnDomainConfig.
 */
const wanted: readonly (readonly [functionName: string, args: Args])[] = [
  ['https_option', { http2: 'on' }],
  ['https_tls_version', { tls10: 'off', tls11: 'off', tls12: 'on', tls13: 'on' }],
];

const functions = wanted.map(([functionName]) => functionName);

/** The step whose goal is that HTTP/2 is on and TLS 1.2 is the minimum version. Set once; later changes by the user are kept. */
export const protocolsStep: SettingStep = {
  id: 'protocols',
  async observe(context) {
    const { facts } = context;
    const without = whyWithoutHttps(context) ?? whyKept(context);
    if (without) return { kind: 'done', skipped: true, note: without };
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
  list: listUnset,
  async act(context) {
    await makeFirst(listUnset, context);
  },
  async explain(error, context) {
    return explainOptional(error, (await findMissing(context))?.functionName, context);
  },
};

/** Returns why the domain cannot get the HTTPS settings yet; `undefined` if it can. */
export function whyWithoutHttps(context: StepContext): DoneNote | undefined {
  const { facts, isLate } = context;
  if (isWithoutCertificate(context)) return 'withoutHttps';
  return facts.putOff.includes('certificate') && !isLate ? 'afterSwitch' : undefined;
}

/** Start approved no change for a domain with visitors. Set Up HTTPS offers it. */
function whyKept(context: StepContext): DoneNote | undefined {
  const { plan, answers } = context;
  const isKept = plan.task === undefined && answers.certificate?.kind === 'keep';
  return isKept && wasServed(context) ? 'noSite' : undefined;
}

/** The part of the step context that decides which settings are missing. */
type SearchContext = Pick<StepContext, 'cloud' | 'plan' | 'facts' | 'answers' | 'signal'>;

/** Returns whether the step would enable HTTP/2 for a domain, and raise its minimum TLS version. */
export async function missingProtocols(
  context: SearchContext,
): Promise<{ readonly http2: boolean; readonly tls: boolean }> {
  if (context.facts.protocolsSet) return { http2: false, tls: false };
  const missing = (await listMissing(context)).map(({ functionName }) => functionName);
  return { http2: missing.includes('https_option'), tls: missing.includes('https_tls_version') };
}

async function findMissing(context: SearchContext) {
  const [first] = await listMissing(context);
  return first;
}

/** Lists the wanted settings that are not in effect, each with its present arguments. Settings that the user left out are not included. */
async function listMissing(context: SearchContext) {
  const { cloud, plan, signal } = context;
  const configs = await cloud.cdn.readConfigs(plan.domain, functions, signal);
  return wanted.flatMap(([functionName, args]) => {
    const config = configs.find((each) => each.functionName === functionName);
    const isMet = config?.status === 'success' && fits(config, args);
    return isMet || isLeftOut(functionName, context) ? [] : [{ functionName, args, config }];
  });
}

/** Lists the settings to make: those that are missing, and those that CDN failed to apply. */
async function listUnset(context: SearchContext): Promise<readonly NewConfig[]> {
  const missing = await listMissing(context);
  return missing.flatMap(({ functionName, args, config }) => {
    const isUnderWay = config?.status === 'configuring' && fits(config, args);
    return isUnderWay ? [] : [{ functionName, args: { ...config?.args, ...args }, ...inPlaceOf(config) }];
  });
}

function fits(config: CdnConfig, args: Args): boolean {
  return Object.entries(args).every(([name, value]) => config.args[name] === value);
}
