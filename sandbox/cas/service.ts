import { createRpcService, formatTime, type RpcAction, required } from '../rpc.js';
import { RpcError } from '../rpcError.js';
import { addCertificate, describePem, isCertificate, isChain, isKeyOf } from '../state/certificates.js';
import type { Service } from '../state/state.js';
import type { StoredCertificate } from '../state/storedCertificate.js';
import { isOn } from '../state/uncertain.js';
import { instanceActions, invalid, isOfInstance, refusal, whole } from './instances.js';

/** An operation of one region's endpoint. */
type RegionAction = (region: string) => RpcAction;

/** ListUserCertificateOrder: certificates only (`CERT`, or `UPLOAD` for uploaded ones); there are no orders here. */
const listUserCertificateOrder: RegionAction = (region) => (params, state) => {
  const type = params.OrderType || 'CPACK';
  if (!['CPACK', 'BUY', 'UPLOAD', 'CERT'].includes(type)) throw invalid('OrderType');
  const keyword = params.Keyword ?? '';
  const kept = [...state.certificates.values()].filter((each) => each.region === region);
  const found = kept.reverse().filter((each) => {
    if (isOfInstance(state, each) && !isOn(state.uncertain, 'instancesInOrderList')) return false;
    const isWanted = type === 'CERT' || (type === 'UPLOAD' && each.uploaded);
    return isWanted && `${each.name} ${describePem(each.certificate).names.join(' ')}`.includes(keyword);
  });
  const [page, size] = [whole(params, 'CurrentPage', 1), whole(params, 'ShowSize', 50)];
  const shown = found.slice((page - 1) * size, page * size);
  return { CurrentPage: page, ShowSize: size, TotalCount: found.length, CertificateOrderList: shown.map(toRow) };
};

/** GetUserCertificateDetail: includes the private key unless CertFilter is true. */
const getUserCertificateDetail: RegionAction = (region) => (params, state) => {
  const stored = state.certificates.get(Number(required(params, 'CertId')));
  if (stored?.region !== region) throw refusal('NotFound');
  const row = describe(stored);
  return {
    Id: stored.id,
    Name: stored.name,
    CertIdentifier: `${stored.id}-${stored.region}`,
    Common: row.CommonName,
    Sans: row.Sans,
    Issuer: row.Issuer,
    Fingerprint: row.Fingerprint,
    SerialNo: row.SerialNo,
    StartDate: row.StartDate,
    EndDate: row.EndDate,
    Expired: row.Expired,
    BuyInAliyun: !stored.uploaded,
    ...(params.CertFilter !== 'true' && { Cert: stored.certificate, Key: stored.key }),
  };
};

/** UploadUserCertificate: a PEM pair under a new name. */
const uploadUserCertificate: RegionAction = (region) => (params, state) => {
  const [name, certificate, key] = [required(params, 'Name'), required(params, 'Cert'), required(params, 'Key')];
  if (name.length > 63) throw refusal('DataTooLongException');
  const kept = [...state.certificates.values()].filter((each) => each.region === region);
  if (kept.some((each) => each.name === name)) throw refusal('NameRepeat');
  if (!isCertificate(certificate)) throw refusal('ParseCertificateFailed');
  if (describePem(certificate).until.getTime() <= Date.now()) throw refusal('CertificateExpired');
  if (!isChain(certificate)) throw refusal('CertificateChainNotMatch');
  // The service's code for a key of another certificate is not documented.
  if (!isKeyOf(key, certificate)) throw refusal('CertificateFormatException');
  const { id } = addCertificate(state, name, { certificate, key, region }, true);
  return { CertId: id, ResourceId: `cas-upload-${id}` };
};

/** The API of the certificate service, version 2020-04-07, of the site that stores certificates in this region. */
function createCasService(site: 'china' | 'international', { host, region, name }: CasEndpoint): Service {
  const actions = new Map([
    ['ListUserCertificateOrder', listUserCertificateOrder(region)],
    ['GetUserCertificateDetail', getUserCertificateDetail(region)],
    ['UploadUserCertificate', uploadUserCertificate(region)],
    // The international site has no free certificates.
    ...(site === 'china' ? instanceActions : []),
  ]);
  const served = [...actions].map(([action, act]): [string, RpcAction] => [
    action,
    (params, state, caller) => {
      if (!['both', site].includes(String(state.uncertain.certificateSite)))
        throw new RpcError('PermissionDenied', 400, denied);
      return act(params, state, caller);
    },
  ]);
  return createRpcService({
    name,
    ram: 'yundun-cert',
    product: 'cas',
    host,
    version: '2020-04-07',
    actions: new Map(served),
    // Source: GetTaskAttribute, RAM authorization.
    free: ['GetTaskAttribute'],
    restate: (denial, { uncertain }) => {
      const code = String(uncertain.certificateDenial);
      return code === denial.code ? denial : new RpcError(code, 400, denied);
    },
  });
}

interface CasEndpoint {
  readonly name: 'cas' | 'casInternational';
  readonly host: string;
  readonly region: string;
}

const denied = 'You do not have the permission.';

/** The service of the China site. */
export const casService = createCasService('china', { name: 'cas', host: 'cas.aliyuncs.com', region: 'cn-hangzhou' });

/** The service of the international site, with its own certificates. */
export const casInternationalService = createCasService('international', {
  name: 'casInternational',
  host: 'cas.ap-southeast-1.aliyuncs.com',
  region: 'ap-southeast-1',
});

function toRow(stored: StoredCertificate): object {
  const row = describe(stored);
  return { ...row, CertificateId: stored.id, Name: stored.name, Upload: stored.uploaded };
}

function describe({ certificate }: StoredCertificate) {
  const { common, names, issuer, serial, fingerprint, from, until } = describePem(certificate);
  const expired = until.getTime() <= Date.now();
  return {
    CommonName: common,
    Sans: names.join(','),
    Issuer: issuer,
    SerialNo: serial,
    Fingerprint: fingerprint,
    StartDate: formatTime(from).slice(0, 10),
    EndDate: formatTime(until).slice(0, 10),
    CertStartTime: from.getTime(),
    CertEndTime: until.getTime(),
    Expired: expired,
    Status: expired ? 'EXPIRED' : until.getTime() - Date.now() < 30 * 86_400_000 ? 'WILLEXPIRED' : 'ISSUED',
  };
}
