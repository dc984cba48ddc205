import { describePorts } from './conformance/ports.js';
import { openSandboxCloud } from './conformance/sandboxCloud.js';

describePorts('adapters', openSandboxCloud);
