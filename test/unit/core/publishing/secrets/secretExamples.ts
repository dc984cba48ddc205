import { generateKeyPairSync, type KeyObject } from 'node:crypto';

/** An example of a kind of secret: its name, the kind as it is told, and the content of a file. */
export type SecretExample = readonly [name: string, kind: string, content: string | Uint8Array];

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
let state = 20_240_601;

/** So many characters of an alphabet, the same in each run. */
function from(alphabet: string, length: number): string {
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    text += alphabet.charAt((state >>> 8) % alphabet.length);
  }
  return text;
}

const any = (length: number) => `a1B2${from(`${letters}0123456789`, length - 4)}`;
const hex = (length: number) => from('0123456789abcdef', length);
const digits = (length: number) => `1${from('0123456789', length - 1)}`;
const capital = (length: number) => from('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', length);
const low = (length: number) => `a1${from('abcdefghijklmnopqrstuvwxyz0123456789', length - 2)}`;
const uuid = () => [8, 4, 4, 4, 12].map(hex).join('-');
/** So that no scanner of a repository takes the example for a real one. */
const join = (...parts: readonly string[]) => parts.join('');

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

const serviceExamples: readonly SecretExample[] = [
  ['GitHub', 'token/GitHub', join('gh', `p_${any(36)}`)],
  ['an app of GitHub', 'token/GitHub', join('gh', `s_${any(36)}`)],
  ['GitHub, fine-grained', 'token/GitHub', join('github', `_pat_${any(22)}_${any(59)}`)],
  [
    'GitHub in the address of a repository',
    'token/GitHub',
    `https://x-access-token:${join('gh', `o_${any(36)}`)}@github.com/a/b`,
  ],
  ['GitLab', 'token/GitLab', join('gl', `pat-${any(20)}`)],
  ['a runner of GitLab', 'token/GitLab', join('gl', `rt-${any(20)}`)],
  ['Bitbucket', 'token/Bitbucket', `ATBB${any(32)}`],
  ['Atlassian', 'token/Atlassian', `ATATT3xFfGF0${any(180)}`],
  ['npm', 'token/npm', join('np', `m_${any(36)}`)],
  ['npm, older', 'token/npm', `//registry.npmjs.org/:_authToken=${uuid()}`],
  ['npm, basic', 'password', `//r.example.com/:_auth=${any(24)}==`],
  ['PyPI', 'token/PyPI', join('py', `pi-AgEIcHlwaS5vcmc${any(150)}`)],
  ['RubyGems', 'token/RubyGems', `rubygems_${hex(48)}`],
  ['NuGet', 'token/NuGet', `oy2${low(43)}`],
  ['crates.io', 'token/crates.io', `token = "cio${any(32)}"`],
  ['Docker', 'token/Docker', `dckr_pat_${any(27)}`],
  ['JFrog', 'token/JFrog', `AKCp${any(69)}`],
  ['a feed of NuGet', 'password', '<add key="ClearTextPassword" value="k3J9-wq2" />'],
  ['Maven', 'password', '<server><id>a</id><username>b</username><password>k3J9wq2x</password></server>'],
  ['Stripe', 'token/Stripe', join('sk', `_live_${any(24)}`)],
  ['Stripe, restricted', 'token/Stripe', join('rk', `_live_${any(24)}`)],
  ['a webhook of Stripe', 'token/Stripe', join('wh', `sec_${any(32)}`)],
  ['Square', 'token/Square', `sq0atp-${any(22)}`],
  ['Square, newer', 'token/Square', `EAAA${any(60)}`],
  ['Braintree', 'token/Braintree', `access_token$production$${low(16)}$${hex(32)}`],
  ['PayPal', 'secret', `PAYPAL_CLIENT_SECRET=${any(80)}`],
  ['Shopify', 'token/Shopify', `shpat_${hex(32)}`],
  ['SendGrid', 'token/SendGrid', join('S', `G.${any(22)}.${any(43)}`)],
  ['Mailgun', 'token/Mailgun', `key-${hex(32)}`],
  ['Mailchimp', 'token/Mailchimp', `${hex(32)}-us21`],
  ['Brevo', 'token/Brevo', `xkeysib-${hex(64)}-${any(16)}`],
  ['Resend', 'token/Resend', `re_${any(8)}_${any(24)}`],
  ['Twilio', 'token/Twilio', join('S', `K${hex(32)}`)],
  ['Twilio by its name', 'secret', `TWILIO_AUTH_TOKEN=${hex(32)}`],
  ['a bot of Slack', 'token/Slack', join('xo', `xb-${digits(12)}-${digits(12)}-${any(24)}`)],
  ['an app of Slack', 'token/Slack', `xapp-1-A${capital(9)}-${digits(13)}-${hex(64)}`],
  ['a webhook of Slack', 'webhook/Slack', `https://hooks.slack.com/services/T${capital(9)}/B${capital(9)}/${any(24)}`],
  ['a webhook of Discord', 'webhook/Discord', `https://discord.com/api/webhooks/${digits(18)}/${any(68)}`],
  ['a bot of Discord', 'token/Discord', `client.login("M${any(23)}.${any(6)}.${any(38)}")`],
  ['a bot of Telegram', 'token/Telegram', `${digits(10)}:AA${any(33)}`],
  [
    'Microsoft Teams',
    'webhook/Microsoft Teams',
    `https://a.webhook.office.com/webhookb2/${uuid()}@${uuid()}/IncomingWebhook/${hex(32)}/${uuid()}`,
  ],
  ['OpenAI', 'token/OpenAI', `sk-${any(20)}T3BlbkFJ${any(20)}`],
  ['a project of OpenAI', 'token/OpenAI', `sk-proj-${any(120)}`],
  ['Anthropic', 'token/Anthropic', `sk-ant-api03-${any(93)}AA`],
  ['Hugging Face', 'token/Hugging Face', `hf_${any(34)}`],
  ['OpenRouter', 'token/OpenRouter', `sk-or-v1-${hex(64)}`],
  ['Groq', 'token/Groq', `gsk_${any(52)}`],
  ['Replicate', 'token/Replicate', `r8_${any(37)}`],
  ['Perplexity', 'token/Perplexity', `pplx-${any(48)}`],
  ['Grafana', 'token/Grafana', `glsa_${any(32)}_${hex(8)}`],
  ['New Relic', 'token/New Relic', `NRAK-${capital(27)}`],
  ['Sentry', 'token/Sentry', `sntryu_${hex(64)}`],
  ['SonarQube', 'token/SonarQube', `squ_${hex(40)}`],
  ['Postman', 'token/Postman', `PMAK-${hex(24)}-${hex(34)}`],
  ['Notion', 'token/Notion', `ntn_${digits(11)}${any(35)}`],
  ['Linear', 'token/Linear', `lin_api_${any(40)}`],
  ['Figma', 'token/Figma', `figd_${any(40)}`],
  ['Airtable', 'token/Airtable', `pat${any(14)}.${hex(64)}`],
  ['HubSpot', 'token/HubSpot', `pat-na1-${uuid()}`],
  ['LaunchDarkly', 'token/LaunchDarkly', `sdk-${uuid()}`],
  ['Tailscale', 'token/Tailscale', `tskey-auth-${any(17)}-${any(32)}`],
  ['Mapbox', 'token/Mapbox', `sk.eyJ${any(60)}.${any(22)}`],
];

const passwordExamples: readonly SecretExample[] = [
  ['MongoDB', 'address', 'mongodb+srv://app:k3J9wq2x@cluster0.abcde.mongodb.net/site'],
  ['PostgreSQL', 'address', 'postgres://app:k3J9wq2x@db.internal:5432/site'],
  ['MySQL', 'address', 'DATABASE_URL="mysql://app:k3J9wq2x@10.0.0.5/site"'],
  ['Redis', 'address', 'redis://:k3J9wq2x@cache:6379/0'],
  ['AMQP', 'address', 'amqps://app:k3J9wq2x@queue.acme.com/v'],
  ['FTP', 'address', 'ftp://deploy:k3J9wq2x@ftp.acme.com'],
  ['SMTP', 'address', 'smtps://mail%40acme.com:k3J9wq2x@smtp.acme.com:465'],
  ['SQLAlchemy', 'address', 'mysql+pymysql://app:k3J9wq2x@db/site'],
  ['a page', 'address', 'https://admin:k3J9wq2x@staging.acme.com/'],
  ['JDBC', 'address', 'jdbc:mysql://db:3306/site?user=app&password=k3J9wq2x'],
  ['SQL Server', 'address', 'Server=db.acme.com;Database=site;User Id=app;Password=k3J9wq2x;'],
  ['WordPress', 'password', "define( 'DB_PASSWORD', 'k3J9-wq2' );"],
  ['the environment', 'password', 'DB_HOST=db\nDB_PASSWORD=k3J9-wq2\n'],
  ['Spring', 'password', 'spring.datasource.password=k3J9-wq2\n'],
  ['a client of OAuth', 'secret', `clientSecret: '${any(32)}'`],
  ['a signing key', 'secret', `"jwtSecret": "${hex(48)}"`],
  ['Rails', 'secret', `production:\n  secret_key_base: ${hex(128)}`],
  ['Django', 'secret', `SECRET_KEY = 'k3j9!${any(40)}'`],
  ['PHP', 'secret', `'app_secret' => '${hex(32)}',`],
  ['XML', 'secret', `<clientSecret>${any(40)}</clientSecret>`],
  ['a key of encryption', 'secret', `ENCRYPTION_KEY=${hex(64)}`],
  ['a header', 'secret', `curl -H "Authorization: Bearer ${any(40)}"`],
  ['a long password', 'secret', `"password": "k3J9wq2x-${any(12)}"`],
  ['a key of an API', 'secret', `api_key: "${any(40)}"`],
  ['Laravel', 'secret', `APP_KEY=base64:${any(43)}=`],
  ['Cloudinary', 'address', 'cloudinary://874837483274837:k3J9wq2xZmT4@acme'],
  ['the login of Docker', 'password', `{"auths":{"r.acme.com":{"auth":"${Buffer.from(any(24)).toString('base64')}"}}}`],
  ['Okta', 'secret', `'Authorization': 'SSWS 00${any(40)}'`],
  ['Agora', 'secret', `appCertificate: '${hex(32)}'`],
  ['a header of Cloudflare', 'secret', `curl -H "X-Auth-Key: ${hex(37)}" https://api.cloudflare.com/`],
  ['a private key of push messages', 'secret', `VAPID_PRIVATE_KEY=${any(43)}`],
  ['an address with a token', 'secret', `https://api.acme.com/v1/list?access_token=${any(40)}&page=1`],
  [
    'the options of a connection',
    'password',
    "mysql.createConnection({ host: 'db', user: 'app', password: 'k3J9wq2x' })",
  ],
  ['the options of a mail server', 'password', "auth: {\n  user: 'mail@acme.com',\n  pass: 'k3J9wq2x',\n}"],
  ['a netrc', 'password', 'machine api.heroku.com login a@acme.com password k3J9wq2x-7'],
  ['the signing of an app', 'password', 'storeFile=release.jks\nstorePassword=k3J9wq2x\n'],
  ['hashes of passwords', 'password', `admin:$2y$10$${any(53)}\n`],
  ['a file of users of Apache', 'password', `admin:$apr1$${any(8)}$${any(22)}\n`],
  ['a token of access', 'secret', `const accessToken = "${any(64)}";`],
];

/** At least one example of every kind of secret that is found by the content. */
export const secretExamples: readonly SecretExample[] = [
  ...keyExamples,
  ...cloudExamples,
  ...serviceExamples,
  ...passwordExamples,
];
