import { endStep, goLiveSteps, prepareBuild } from './goLive.mjs';
import { openStep, recordStep, signInStep } from './steps.mjs';
import type { Story } from './story.mjs';

const zone = 'shop-demo.com';
const domain = `www.${zone}`;

/** The folder of a build goes live under a name that has no record yet. */
export const freshName: Story = {
  title: 'A build goes live over https under a new name',
  prepare: async (session) => {
    await prepareBuild(session, zone);
    await session.control.act('deleteRecord', { zone, rr: 'www', type: 'A' });
  },
  steps: [
    openStep,
    signInStep,
    ...goLiveSteps(domain),
    recordStep({ domain, target: `${domain}.w.kunlunsl.com` }),
    endStep(domain),
  ],
};
