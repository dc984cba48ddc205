import { routeRules } from '../../../../src/core/delivery/siteRoutes.js';
import { wantedOf } from '../../../../src/core/delivery/siteType.js';
import type { OnboardingStepId } from '../../../../src/core/onboarding/run/run.js';
import type { ByHand } from './byHand.js';
import { addConfig } from './hands.js';
import { richPlan } from './richWorld.js';
import { plan, type World } from './world.js';

const addRules = (world: World) => {
  for (const { args } of routeRules('website')) addConfig(world, 'host_redirect', args);
};
const site404 = richPlan.site!;
const cacheFunctions: readonly string[] = ['path_based_ttl_set', 'set_hashkey_args'];

/** The same for the steps that make settings of the domain on CDN. */
export const settingsByHand = {
  addresses: [{ what: 'sets the rules for pages', when: 'comes', at: 'privateOrigin', act: addRules }],
  notFound: [
    {
      what: 'sets the page for what is missing',
      when: 'comes',
      at: 'privateOrigin',
      act: (world) =>
        addConfig(world, 'error_page', { error_code: '404', rewrite_page: richPlan.site?.notFoundPage ?? '' }),
    },
  ],
  caching: [
    {
      what: 'makes the cache follow the headers',
      when: 'comes',
      at: 'privateOrigin',
      act: (world) => {
        for (const { functionName, args } of wantedOf(site404).filter((each) =>
          cacheFunctions.includes(each.functionName),
        ))
          addConfig(world, functionName, args);
      },
    },
  ],
  transfer: [
    {
      what: 'turns compression on',
      when: 'comes',
      at: 'privateOrigin',
      act: (world) => {
        for (const functionName of ['gzip', 'brotli']) addConfig(world, functionName, { enable: 'on' });
      },
    },
  ],
  certificate: [
    {
      what: 'sets the certificate',
      when: 'comes',
      act: ({ cloud: { state } }) => {
        const [first] = state.certificates.values();
        state.given.set(plan.domain, first?.id ?? 0);
        state.domains.set(plan.domain, { ...state.domains.get(plan.domain)!, httpsOn: true });
      },
    },
  ],
  protocols: [
    {
      what: 'turns HTTP/2 on and old versions of TLS off',
      when: 'comes',
      act: (world) => {
        addConfig(world, 'https_option', { http2: 'on' });
        addConfig(world, 'https_tls_version', { tls10: 'off', tls11: 'off', tls12: 'on', tls13: 'on' });
      },
    },
  ],
  redirect: [
    {
      what: 'sets the redirect',
      when: 'comes',
      act: (world) => addConfig(world, 'https_force', { enable: 'on', https_rewrite: '301' }),
    },
  ],
} satisfies Partial<Record<OnboardingStepId, readonly ByHand[]>>;
