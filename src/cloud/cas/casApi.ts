import type { SdkApi } from '../sdkApi.js';

type Sdk = typeof import('../cdn/sdk.js');
/** Calls to the certificate service. */
export type CasApi = SdkApi<ReturnType<Sdk['openCertificateService']>, Sdk>;
