import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { any, capital, from, hex, join, type SecretExample, uuid } from './secretValues.js';
import { passwordExamples, serviceExamples } from './serviceExamples.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const ed = generateKeyPairSync('ed25519').privateKey;
const pem = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1', more = {}) =>
  String(key.export({ format: 'pem', type, ...more } as never));
const der = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1', more = {}) =>
  Uint8Array.from(Buffer.from(key.export({ format: 'der', type, ...more } as never)));
const locked = { cipher: 'aes-256-cbc', passphrase: 'x' };
const jwk = (key: KeyObject) => JSON.stringify(key.export({ format: 'jwk' }), undefined, 2);
const bare = (text: string) => text.replace(/-----[^-]+-----|\s/g, '');
const marker = (name: string) => join('-----BE', `GIN ${name}-----`);
const base64 = (length: number) => Buffer.from(hex(length)).toString('base64').slice(0, length);

const keyExamples: readonly SecretExample[] = [
  ['a key of RSA', 'privateKey', pem(rsa, 'pkcs1')],
  ['one of PKCS #8', 'privateKey', pem(rsa, 'pkcs8')],
  ['an encrypted one', 'privateKey', pem(rsa, 'pkcs8', locked)],
  ['an encrypted one of the older form', 'privateKey', pem(rsa, 'pkcs1', locked)],
  ['one of an elliptic curve', 'privateKey', pem(ec, 'sec1')],
  ['one of Ed25519', 'privateKey', pem(ed, 'pkcs8')],
  ['one with line ends of Windows', 'privateKey', pem(rsa, 'pkcs8').replaceAll('\n', '\r\n')],
  ['one in JSON', 'privateKey', JSON.stringify({ private_key: pem(rsa, 'pkcs8') })],
  ['one in the lines of a script', 'privateKey', pem(rsa, 'pkcs8').replace(/^(.+)$/gm, "  '$1\\n' +")],
  ['one in UTF-16', 'privateKey', Buffer.from(`\ufeff${pem(rsa, 'pkcs8')}`, 'utf16le')],
  ['one of OpenSSH', 'privateKey', `${marker('OPENSSH PRIVATE KEY')}\nb3BlbnNzaC1rZXktdjEA${base64(70)}`],
  ['one of DSA', 'privateKey', `${marker('DSA PRIVATE KEY')}\nMIIB${base64(60)}`],
  ['one of PGP', 'privateKey', `${marker('PGP PRIVATE KEY BLOCK')}\nVersion: GnuPG v2\n\nlQOY${base64(60)}`],
  ['one of SSH2', 'privateKey', `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: "a"\n${base64(70)}`],
  [
    'one of PuTTY',
    'privateKey',
    `PuTTY-User-Key-File-3: ssh-rsa\nPublic-Lines: 1\nAAAA\nPrivate-Lines: 8\n${base64(64)}`,
  ],
  ['one of OpenVPN', 'privateKey', `${marker('OpenVPN Static key V1')}\n${hex(32)}\n${hex(32)}`],
  ['DER of PKCS #8', 'privateKey', der(rsa, 'pkcs8')],
  ['DER of PKCS #1', 'privateKey', der(rsa, 'pkcs1')],
  ['DER of SEC 1', 'privateKey', der(ec, 'sec1')],
  ['DER of an elliptic curve in PKCS #8', 'privateKey', der(ec, 'pkcs8')],
  ['DER of Ed25519', 'privateKey', der(ed, 'pkcs8')],
  ['DER that is encrypted', 'privateKey', der(rsa, 'pkcs8', locked)],
  ['PKCS #12', 'keyStore', Uint8Array.from([0x30, 0x82, 9, 9, 2, 1, 3, 0x30, 0x82, 9, 0, 6, 9, 0x2a])],
  ['a Java key store', 'keyStore', Uint8Array.from([0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2])],
  ['a JCE key store', 'keyStore', Uint8Array.from([0xce, 0xce, 0xce, 0xce, 0, 0, 0, 2])],
  ['a database of KeePass', 'keyStore', Uint8Array.from([0x03, 0xd9, 0xa2, 0x9a, 0x67, 0xfb, 0x4b, 0xb5])],
  ['a secret key of OpenPGP', 'privateKey', Uint8Array.from([0x95, 3, 0x98, 4, 0x5e, 1, 2, 3, 1, 8, 0])],
  ['a JWK of RSA', 'privateKey', jwk(rsa)],
  ['a JWK of an elliptic curve', 'privateKey', jwk(ec)],
  ['a JWK of Ed25519', 'privateKey', `const key = { kty: 'OKP', crv: 'Ed25519', d: '${any(43)}', x: '${any(43)}' };`],
  ['a symmetric JWK', 'privateKey', `{"kty":"oct","k":"${any(43)}"}`],
  ['a key of age', 'privateKey', join('AGE-SECRET-', `KEY-1${from('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}`)],
  ['one of WireGuard', 'privateKey', `[Interface]\nPrivateKey = ${any(43)}=\nAddress = 10.0.0.1/24`],
  ['a preshared key of WireGuard', 'privateKey', `[Peer]\nPresharedKey = ${any(43)}=`],
  ['a kubeconfig', 'privateKey', `users:\n- user:\n    client-key-data: LS0tLS1CRUdJTiB${any(80)}`],
  [
    'a token in a kubeconfig',
    'token/Kubernetes',
    `kind: Config\nusers:\n- user:\n    token: eyJ${any(60)}.eyJ${any(90)}`,
  ],
  ['a key of Alipay without a marker', 'privateKey', `merchantPrivateKey=${bare(pem(rsa, 'pkcs8'))}`],
  ['one of PKCS #1 without a marker', 'privateKey', `key: "${bare(pem(rsa, 'pkcs1'))}"`],
  ['one of an elliptic curve without a marker', 'privateKey', `key: "${bare(pem(ec, 'sec1'))}"`],
  ['one of Ed25519 without a marker', 'privateKey', `key: "${bare(pem(ed, 'pkcs8'))}"`],
  ['one of Ethereum', 'privateKey', `PRIVATE_KEY=0x${hex(64)}`],
];

const id = () => join('LT', `AI5t${any(20)}`);

const cloudExamples: readonly SecretExample[] = [
  ['a pair of Alibaba Cloud', 'accessKey/Alibaba Cloud', `${id()} ${any(30)}`],
  ['the file of a RAM user', 'accessKey/Alibaba Cloud', `AccessKey ID,AccessKey Secret\n${id()},${any(30)}`],
  ['its secret alone, in YAML', 'accessKey/Alibaba Cloud', `oss:\n  access-key-secret: ${any(30)}`],
  ['in JavaScript', 'accessKey/Alibaba Cloud', `new OSS({accessKeySecret:"${any(30)}"})`],
  ['in the environment', 'accessKey/Alibaba Cloud', `ALIBABA_CLOUD_ACCESS_KEY_SECRET=${any(30)}`],
  ['in a configuration of Java', 'accessKey/Alibaba Cloud', `aliyun.oss.accessKeySecret=${any(30)}`],
  ['in Python', 'accessKey/Alibaba Cloud', `access_key_secret = '${any(30)}'`],
  ['in Go', 'accessKey/Alibaba Cloud', `AccessKeySecret: "${any(30)}",`],
  ['in the configuration of ossutil', 'accessKey/Alibaba Cloud', `accessKeySecret = ${any(30)}`],
  ['in capitals', 'accessKey/Alibaba Cloud', `ACCESSKEYSECRET="${any(30)}"`],
  ['as access secret', 'accessKey/Alibaba Cloud', `"accessSecret": "${any(30)}"`],
  ['credentials of STS', 'accessKey/Alibaba Cloud', `STS.${any(25)} ${any(44)}`],
  ['a token of STS', 'accessKey/Alibaba Cloud', `securityToken: "CAIS${any(200)}"`],
  ['DashScope', 'token/DashScope', `DASHSCOPE_API_KEY=sk-${hex(32)}`],
  ['a robot of DingTalk', 'webhook/DingTalk', `https://oapi.dingtalk.com/robot/send?access_token=${hex(64)}`],
  ['its secret', 'token/DingTalk', `secret = 'SEC${hex(64)}'`],
  ['Feishu', 'webhook/Feishu', `https://open.feishu.cn/open-apis/bot/v2/hook/${uuid()}`],
  ['WeCom', 'webhook/WeCom', `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${uuid()}`],
  [
    'a pair of Tencent Cloud',
    'accessKey/Tencent Cloud',
    `SecretId: ${join('AK', `ID${any(32)}`)}\nSecretKey: ${any(32)}`,
  ],
  ['the key of Tencent Cloud alone', 'secret', `TENCENTCLOUD_SECRET_KEY=${any(32)}`],
  ['Huawei Cloud', 'secret', `HUAWEICLOUD_SDK_SK=${any(40)}`],
  ['Huawei Cloud in a script', 'secret', `{ ak: "${capital(20)}", sk: "${any(40)}" }`],
  ['Volcengine', 'accessKey/Volcengine', `${join('AK', `LT${any(44)}`)} ${base64(58)}==`],
  ['its key alone', 'secret', `volc_secret_access_key: ${any(58)}==`],
  ['Ark of Volcengine', 'secret', `ARK_API_KEY=${uuid()}`],
  ['Qiniu', 'secret', `qiniu:\n  secret_key: "${any(40)}"`],
  ['Baidu AI Cloud', 'token/Baidu AI Cloud', `bce-v3/ALTAK-${any(21)}/${hex(40)}`],
  ['the key of Baidu', 'secret', `BAIDU_SECRET_KEY=${hex(32)}`],
  ['WeChat', 'secret', `appsecret: "${hex(32)}"`],
  ['WeChat in an address', 'secret', `https://api.weixin.qq.com/cgi-bin/token?appid=wx1&secret=${hex(32)}`],
  ['WeChat Pay', 'secret', `apiV3Key=${any(32)}`],
  ['a pair of AWS', 'accessKey/AWS', `AKIA${capital(16)} ${any(38)}+/`],
  ['its secret alone', 'accessKey/AWS', `aws_secret_access_key = ${any(40)}`],
  ['a session of AWS', 'secret', `aws_session_token = ${any(300)}`],
  ['Bedrock', 'token/AWS Bedrock', `ABSK${any(120)}`],
  ['Google', 'token/Google', `GOOGLE_API_KEY=AIza${any(35)}`],
  ['an OAuth client of Google', 'token/Google', `"client_secret":"GOCSPX-${any(28)}"`],
  ['the default credentials of Google', 'token/Google', `{"type":"authorized_user","refresh_token":"1//0${any(80)}"}`],
  ['an access token of Google', 'token/Google', `ya29.${any(120)}`],
  [
    'a service account of Google',
    'privateKey',
    JSON.stringify({ type: 'service_account', private_key: pem(rsa, 'pkcs8') }),
  ],
  ['Firebase Cloud Messaging', 'token/Google', `key=AAAA${any(7)}:APA91b${any(134)}`],
  ['Azure Storage', 'accessKey/Azure', `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${any(86)}==;`],
  ['Azure Service Bus', 'accessKey/Azure', `Endpoint=sb://a/;SharedAccessKeyName=b;SharedAccessKey=${any(43)}=`],
  [
    'a shared access signature',
    'accessKey/Azure',
    `https://a.blob.core.windows.net/b?sv=2022-11-02&se=2030&sig=${any(43)}%3D`,
  ],
  ['a client of Entra ID', 'accessKey/Azure', `value: abc8Q~${any(34)}`],
  ['Azure DevOps', 'token/Azure DevOps', `${any(76)}AZDO${any(4)}`],
  ['DigitalOcean', 'token/DigitalOcean', `dop_v1_${hex(64)}`],
  ['Heroku', 'token/Heroku', `HRKU-AA${any(58)}`],
  ['Cloudflare', 'token/Cloudflare', `v1.0-${hex(24)}-${hex(146)}`],
  ['a token of Cloudflare by its name', 'secret', `CLOUDFLARE_API_TOKEN=${any(40)}`],
  ['Netlify', 'token/Netlify', `nfp_${any(36)}`],
  ['Fly.io', 'token/Fly.io', `fo1_${any(43)}`],
  ['Supabase', 'token/Supabase', `sbp_${hex(40)}`],
  [
    'the service role of Supabase',
    'token/Supabase',
    `eyJhbGciOiJIUzI1NiJ9.${Buffer.from('{"iss":"supabase","role":"service_role","iat":1}').toString('base64url')}.${any(43)}`,
  ],
  ['PlanetScale', 'token/PlanetScale', `pscale_pw_${any(43)}`],
  ['Databricks', 'token/Databricks', `dapi${hex(32)}`],
  ['Doppler', 'token/Doppler', `dp.pt.${any(43)}`],
  ['Vault', 'token/HashiCorp Vault', `hvs.${any(95)}`],
  ['Terraform Cloud', 'token/HashiCorp', `${any(14)}.atlasv1.${any(67)}`],
  ['Pulumi', 'token/Pulumi', `pul-${hex(40)}`],
];

/** At least one example of every kind of secret that is found by the content. */
export const secretExamples: readonly SecretExample[] = [
  ...keyExamples,
  ...cloudExamples,
  ...serviceExamples,
  ...passwordExamples,
];
