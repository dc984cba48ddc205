import { performance } from 'node:perf_hooks';
import { startNameServer } from '../sandbox/alidns/nameServer.js';
import { viewOf } from '../sandbox/alidns/views.js';
import { type Sandbox, startSandbox } from '../sandbox/server.js';
import { createCloud } from '../src/cloud/createCloud.js';
import { createResolver } from '../src/cloud/dns/resolver.js';
import type { ResolverPort } from '../src/core/ports/probe.js';
import { type AcquirePorts, acquireFacts } from '../src/core/verification/acquire/acquire.js';
import { diagnose, isConclusive } from '../src/core/verification/diagnosis/diagnose.js';
import type { VerificationFacts } from '../src/core/verification/facts.js';
import { systemClock } from '../src/disk/clock.js';
import { useProxy } from '../test/support/throughProxy.js';
import { median, printAim } from './print.mjs';

const aims = { overSlowest: 1.1, firstVerdictMs: 2_000, endMs: 5_000 };
const rounds = 7;
const latencies = [40, 60, 90, 130, 180, 300];
const domain = 'static.shop-demo.com';

/** The result and the times of one look at a domain, in ms. */
interface Look {
  readonly facts: VerificationFacts;
  readonly firstVerdictMs: number;
  readonly endMs: number;
}

/** The sandbox and the name servers that a look at a domain queries, all on loopback. */
interface Stage {
  readonly sandbox: Sandbox;
  readonly resolvers: readonly string[];
  look(resolver?: ResolverPort): Promise<Look>;
}

/** Measures how long one look at a domain takes, relative to its slowest answer, and when name servers are silent. */
export async function benchVerification(): Promise<void> {
  const sandbox = await startSandbox({ speed: 100_000 });
  const undo = useProxy({ proxyPort: sandbox.proxyPort, caPath: sandbox.caPath });
  const names = latencies.map((_, index) => `resolver ${index + 1}`);
  const servers = await Promise.all(names.map((name) => startNameServer(sandbox.state, 0, name)));
  const stage = createStage(
    sandbox,
    servers.map(({ port }) => `127.0.0.1:${port}`),
  );
  const setViews = (modeOf: (index: number) => 'normal' | 'silent') => {
    for (const [index, name] of names.entries()) {
      Object.assign(viewOf(sandbox.state, name), { port53: modeOf(index), latencyMs: latencies[index] });
    }
  };
  try {
    setViews(() => 'normal');
    // The first look also loads the vendor's clients, which another part measures.
    await stage.look();
    await printRatio(stage);
    setViews((index) => (index % 3 === 0 ? 'silent' : 'normal'));
    printSilence('with 2 of 6 resolvers silent', await stage.look());
    setViews(() => 'silent');
    printSilence('with port 53 closed to all 6, over HTTPS', await stage.look(createOverHttps(stage)));
  } finally {
    undo();
    await Promise.all([...servers.map((server) => server.stop()), sandbox.stop()]);
  }
}

function createStage(sandbox: Sandbox, resolvers: readonly string[]): Stage {
  const { id, secret } = sandbox.accessKey;
  const cloud = createCloud({
    credentials: async () => ({ accessKeyId: id, accessKeySecret: secret }),
    onCall: () => undefined,
    clock: systemClock,
  });
  const options = { resolvers, authoritativeServers: [`127.0.0.1:${sandbox.dnsPort}`] };
  return {
    sandbox,
    resolvers,
    async look(resolver = cloud.resolver) {
      const ports: AcquirePorts = { resolver, edge: cloud.edge, clock: systemClock, account: cloud };
      const start = performance.now();
      let firstVerdictMs: number | undefined;
      const note = (facts: VerificationFacts) => {
        if (isConclusive({ facts, diagnosis: diagnose(facts) })) firstVerdictMs ??= performance.now() - start;
      };
      const facts = await acquireFacts(domain, ports, { ...options, onPart: note }, new AbortController().signal);
      const endMs = performance.now() - start;
      note(facts);
      return { facts, firstVerdictMs: firstVerdictMs ?? Number.POSITIVE_INFINITY, endMs };
    },
  };
}

/** Creates a resolver port that treats each name server as a public resolver which also answers over HTTPS. */
function createOverHttps({ resolvers }: Stage): ResolverPort {
  const secure = { url: 'https://dns.alidns.com/dns-query', addresses: [] };
  return createResolver({ clock: systemClock, secureServers: new Map(resolvers.map((server) => [server, secure])) });
}

async function printRatio({ look }: Stage): Promise<void> {
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { facts, endMs } = await look();
    const answers = [...facts.resolvers, ...facts.authoritative, ...facts.edges.map((edge) => edge.answer)];
    ratios.push(endMs / Math.max(...answers.map(({ durationMs }) => durationMs)));
  }
  printAim(`a look with 6 resolvers over its slowest answer, median of ${rounds}`, median(ratios), aims.overSlowest);
}

function printSilence(what: string, { facts, firstVerdictMs, endMs }: Look): void {
  printAim(`first verdict ${what}, ms`, firstVerdictMs, aims.firstVerdictMs);
  printAim(`all answers ${what}, ms`, endMs, aims.endMs);
  const transports = facts.resolvers.map(({ outcome, transport }) => `${outcome} by ${transport}`);
  console.log(`  ${diagnose(facts).verdict.kind}; ${transports.join(', ')}`);
}
