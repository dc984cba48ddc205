import { type AddressInfo, createServer } from 'node:net';
import type { Sandbox } from '../../../sandbox/server.js';
import { useProxy } from '../throughProxy.js';
import type { Trouble } from './steps.js';

/** A port without a listener. */
const closedPort = 1;
const wrongClockMs = 20 * 60_000;

/** The network to the cloud with troubles that affect all calls, by a clock that runs this many times faster. */
export async function createLine({ state, accessKey, proxyPort, caPath }: Sandbox, hurry: number) {
  const refusing = await startRefusingProxy();
  const met = new Map<string, number>();
  let restore = useProxy({ proxyPort, caPath });
  let timer: NodeJS.Timeout | undefined;
  let expired = false;
  const through = (port: number) => {
    restore();
    restore = useProxy({ proxyPort: port, caPath });
  };
  const mend = () => {
    clearTimeout(timer);
    expired = false;
    state.clockOffset = 0;
    through(proxyPort);
  };
  return {
    mend,
    /** The number of troubles by kind. */
    met,
    keys: async () => {
      const old = state.accessKeys.find(({ expires }) => expires && expires.getTime() < Date.now());
      const { id, secret, securityToken } = (expired ? old : undefined) ?? accessKey;
      return { accessKeyId: id, accessKeySecret: secret, ...(securityToken ? { securityToken } : {}) };
    },
    trouble: (kind: Trouble, ms: number) => {
      mend();
      met.set(kind, (met.get(kind) ?? 0) + 1);
      expired = kind === 'expiredKeys';
      if (kind === 'wrongClock') state.clockOffset = wrongClockMs;
      if (kind === 'offline') through(closedPort);
      if (kind === 'proxyRefused') through(refusing.port);
      timer = setTimeout(mend, ms / hurry);
    },
    close: () => {
      clearTimeout(timer);
      restore();
      refusing.close();
    },
  };
}

/** A proxy that refuses everything. */
async function startRefusingProxy() {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}
