import { parseArgs } from 'node:util';
import { type SandboxOptions, startSandbox } from './server.js';

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    'dns-port': { type: 'string' },
    'control-port': { type: 'string' },
    seed: { type: 'string' },
    'ca-dir': { type: 'string' },
    speed: { type: 'string' },
    'acme-server': { type: 'string' },
  },
});

const numbers = {
  port: values.port,
  dnsPort: values['dns-port'],
  controlPort: values['control-port'],
  speed: values.speed,
};
const given = Object.entries(numbers).flatMap(([name, value]) => (value === undefined ? [] : [[name, Number(value)]]));
const options: SandboxOptions = {
  ...Object.fromEntries(given),
  ...(values.seed === undefined ? {} : { seed: values.seed }),
  ...(values['ca-dir'] === undefined ? {} : { caDir: values['ca-dir'] }),
  ...(values['acme-server'] === undefined ? {} : { acmeServer: values['acme-server'] }),
};

void run();

async function run(): Promise<void> {
  const sandbox = await startSandbox(options);
  const { proxyPort, dnsPort, resolverPorts, controlPort, controlToken, consoleUrl, caPath, accessKey } = sandbox;
  const ports = { proxyPort, dnsPort, resolverPorts, controlPort };
  const line = { ...ports, controlToken, consoleUrl, caPath, accessKeyId: accessKey.id };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void sandbox.stop().then(() => process.exit(0)));
  }
}
