import {
  bindingStep,
  certificateStep,
  endStep,
  formStep,
  prepareBuild,
  proofStep,
  publishStep,
  startStep,
} from './goLive.mjs';
import { openStep, seeCname, signInStep } from './sharedSteps.mjs';
import { expectNamed, openRow, type Story, type Walk } from './story.mjs';

const zone = 'shop-demo.com';
const domain = `www.${zone}`;
const target = `${domain}.w.kunlunsl.com`;
let startedAt = 0;

/** The folder of a build goes live under a name that has no record yet. */
export const freshName: Story = {
  title: 'A build goes live over https under a new name',
  prepare: async (session) => {
    await prepareBuild(session, zone);
    await session.control.act('deleteRecord', { zone, rr: 'www', type: 'A' });
  },
  steps: [
    openStep,
    {
      ...signInStep,
      evidence: async (walk) => {
        startedAt = Date.now();
        return signInStep.evidence(walk);
      },
    },
    formStep(domain),
    startStep(domain, []),
    publishStep,
    bindingStep(domain),
    certificateStep,
    proofStep(domain),
    {
      id: 'record',
      title: 'Read the DNS record and approve it',
      seconds: 60,
      act: approve,
      evidence: (walk) => seeCname(walk, { host: domain, target }),
    },
    endStep(domain, () => startedAt),
  ],
};

async function approve({ workbench, stop, done }: Walk): Promise<void> {
  await openRow(workbench, `Approve the DNS record: ${domain}`);
  done.push({ kind: 'click', what: 'Approve the DNS record' });
  const asked = await workbench.modal.read('Add this record to your live DNS?');
  await stop(asked);
  expectNamed(asked, [zone, 'CNAME', target]);
  await workbench.modal.press('Add Record');
  done.push({ kind: 'approval', what: 'Add Record' });
}
