import type { SecretRule } from './secretRules.js';

/**
 * Tokens with a form of their service: service, case-sensitive prefixes, and a regular expression for the rest. `#`
 * means letters and digits, `~` these with `_` and `-`, `^` hexadecimal digits. The facts are those of the services and
 * of the rules of Gitleaks (MIT) and secretlint (MIT).
 */
const tokens: readonly (readonly [service: string, prefixes: string, rest: string])[] = [
  ['DashScope', 'sk-', '^{32}'],
  ['Baidu AI Cloud', 'bce-v3/ALTAK-', '~{16,32}\\/^{40}'],
  ['GitHub', 'ghp_ gho_ ghu_ ghs_ ghr_', '#{36,255}'],
  ['GitHub', 'github_pat_', '~{82}'],
  ['GitLab', 'glpat- gldt- glrt- glptt- gloas- glcbt- glimt- glagent- glsoat- glft- glffct-', '[\\w.-]{20,300}'],
  ['GitLab', 'GR1348941', '~{20}'],
  ['Bitbucket', 'ATBB', '[\\w=-]{24,60}'],
  ['Atlassian', 'ATATT3 ATCTT3', '[\\w=-]{40,300}'],
  ['npm', 'npm_', '(?=[A-Za-z]{0,35}\\d)#{36}'],
  ['PyPI', 'pypi-AgE', '~{50,400}'],
  ['RubyGems', 'rubygems_', '^{48}'],
  ['NuGet', 'oy2', '[a-z0-9]{43}'],
  ['crates.io', 'cio', '(?=[A-Za-z]{0,31}\\d)#{32}'],
  ['Docker', 'dckr_pat_ dckr_oat_', '~{20,60}'],
  ['JFrog', 'AKCp', '#{69}'],
  ['JFrog', 'cmVmdGtu', '#{56}'],
  ['Clojars', 'CLOJARS_', '#{60}'],
  ['Stripe', 'sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_', '#{16,200}'],
  ['Stripe', 'whsec_', '[\\w+/=]{24,80}'],
  ['Square', 'sq0atp- sq0csp-', '~{22,60}'],
  ['Square', 'EAAA', '~{60}'],
  ['Braintree', 'access_token$production$ access_token$sandbox$', '[0-9a-z]{16}\\$^{32}'],
  ['Mollie', 'live_', '(?=[A-Za-z]{0,29}\\d)#{30}'],
  ['Shippo', 'shippo_live_ shippo_test_', '^{40}'],
  ['Flutterwave', 'FLWSECK- FLWSECK_TEST-', '#{12,40}'],
  ['Paddle', 'pdl_live_ pdl_sdbx_', '\\w{40,80}'],
  ['Plaid', 'access-production- access-sandbox- access-development-', '^{8}(?:-^{4}){3}-^{12}'],
  ['SendGrid', 'SG.', '~{16,32}\\.~{32,64}'],
  ['Mailgun', 'key-', '^{32}'],
  ['Mailgun', 'pubkey-', '^{32}'],
  ['Brevo', 'xkeysib- xsmtpsib-', '^{64}-#{16}'],
  ['Resend', 're_', '#{8}_#{24}'],
  ['Twilio', 'SK0 SK1 SK2 SK3 SK4 SK5 SK6 SK7 SK8 SK9 SKa SKb SKc SKd SKe SKf', '^{31}'],
  [
    'Slack',
    'xoxa- xoxb- xoxc- xoxe- xoxo- xoxp- xoxr- xoxs-',
    '(?:\\d{1,20}-){1,4}(?=[A-Za-z]{0,40}\\d)(?=\\d{0,40}[A-Za-z])#{16,200}',
  ],
  ['Slack', 'xapp-', '\\d-[A-Z0-9]{8,14}-\\d{8,16}-#{32,80}'],
  ['Slack', 'xoxe.xox', '[bp]-\\d-#{100,200}'],
  ['DingTalk', 'SEC0 SEC1 SEC2 SEC3 SEC4 SEC5 SEC6 SEC7 SEC8 SEC9 SECa SECb SECc SECd SECe SECf', '^{63}'],
  ['OpenAI', 'sk-proj- sk-svcacct- sk-admin- sk-None-', '~{20,220}'],
  ['Anthropic', 'sk-ant-', '~{40,140}'],
  ['OpenRouter', 'sk-or-', '~{40,100}'],
  ['OpenAI', 'sk-', '(?=[A-Za-z]{0,40}\\d)#{40,64}'],
  ['Hugging Face', 'hf_', '#{34}'],
  ['Hugging Face', 'api_org_', '#{34}'],
  ['Groq', 'gsk_', '#{52}'],
  ['Perplexity', 'pplx-', '#{40,60}'],
  ['Replicate', 'r8_', '#{37}'],
  ['xAI', 'xai-', '#{70,90}'],
  ['ElevenLabs', 'sk_', '^{48}'],
  ['LangSmith', 'lsv2_pt_ lsv2_sk_', '^{32}_^{10}'],
  ['Pinecone', 'pcsk_', '\\w{40,80}'],
  ['Tavily', 'tvly-', '~{24,60}'],
  ['Google', 'GOCSPX-', '~{28}'],
  ['Google', 'ya29.', '~{60,400}'],
  ['Google', '1//0', '~{40,200}'],
  ['AWS Bedrock', 'ABSK', '[\\w+/]{100,270}={0,2}'],
  ['Amazon', 'amzn.mws.', '^{8}(?:-^{4}){3}-^{12}'],
  ['DigitalOcean', 'dop_v1_ doo_v1_ dor_v1_', '^{64}'],
  ['Heroku', 'HRKU-', '~{36,64}'],
  ['Cloudflare', 'v1.0-', '^{24}-^{146}'],
  ['Netlify', 'nfp_', '#{36,44}'],
  ['Fly.io', 'fo1_', '~{43}'],
  ['Fly.io', 'fm1a_ fm1r_ fm2_', '[\\w+/]{80,300}'],
  ['Supabase', 'sbp_', '^{40}'],
  ['Supabase', 'sb_secret_', '~{20,60}'],
  ['PlanetScale', 'pscale_tkn_ pscale_pw_ pscale_oauth_', '[\\w.=-]{32,64}'],
  ['Databricks', 'dapi', '^{32}'],
  ['Doppler', 'dp.pt. dp.st. dp.sa. dp.ct. dp.scim. dp.audit.', '[\\w.-]{40,80}'],
  ['HashiCorp Vault', 'hvs. hvb. hvr.', '~{24,300}'],
  ['Pulumi', 'pul-', '^{40}'],
  ['Grafana', 'glsa_', '#{32}_^{8}'],
  ['Grafana', 'glc_', '[\\w+/]{32,400}'],
  ['New Relic', 'NRAK-', '#{27}'],
  ['New Relic', 'NRII-', '~{32}'],
  ['Sentry', 'sntrys_', '[\\w+/=-]{60,400}'],
  ['Sentry', 'sntryu_', '^{64}'],
  ['SonarQube', 'squ_ sqp_ sqa_', '^{40}'],
  ['Postman', 'PMAK-', '^{24}-^{34}'],
  ['Notion', 'ntn_', '#{40,50}'],
  ['Notion', 'secret_', '(?=[A-Za-z]{0,42}\\d)#{43}'],
  ['Linear', 'lin_api_', '#{40}'],
  ['Figma', 'figd_', '~{36,60}'],
  ['Airtable', 'pat', '(?=[A-Za-z]{0,13}\\d)#{14}\\.^{64}'],
  ['Shopify', 'shpat_ shpca_ shppa_ shpss_', '^{32}'],
  ['HubSpot', 'pat-na1- pat-eu1-', '^{8}(?:-^{4}){3}-^{12}'],
  ['LaunchDarkly', 'sdk-', '^{8}(?:-^{4}){3}-^{12}'],
  ['CircleCI', 'CCIPAT_', '~{20,80}'],
  ['Buildkite', 'bkua_', '^{40}'],
  ['Tailscale', 'tskey-', '(?:auth|api|client|scim|webhook)-[\\w-]{20,80}'],
  ['1Password', 'ops_eyJ', '[\\w+/]{200,400}'],
  ['Typeform', 'tfp_', '[\\w.=-]{59}'],
  ['Contentful', 'CFPAT-', '~{43}'],
  ['Dropbox', 'sl.', '[\\w=-]{130,400}'],
  ['Mapbox', 'sk.eyJ', '~{40,200}\\.~{20,40}'],
  ['Dynatrace', 'dt0c01.', '#{24}\\.#{64}'],
  ['Yandex Cloud', 'AQVN', '~{35,38}'],
  ['Trello', 'ATTA', '^{64}'],
  ['Facebook', 'EAAC EAAM', '#{100,300}'],
];

/** URLs that anyone who knows them may write to: service, contained text, and the rest. */
const webhooks: typeof tokens = [
  ['DingTalk', 'dingtalk.com/robot/send', '\\w{0,12}\\?access_token=(^{64})'],
  ['Feishu', 'open.feishu.cn/open-apis/bot/ open.larksuite.com/open-apis/bot/', '(?:v2\\/)?hook\\/([\\w-]{20,60})'],
  ['WeCom', 'qyapi.weixin.qq.com/cgi-bin/webhook/send', '\\?key=(^{8}(?:-^{4}){3}-^{12})'],
  [
    'Slack',
    'hooks.slack.com/',
    '(?:services|workflows|triggers)\\/T\\w{8,20}\\/\\w{8,20}\\/(?=[0-9A-Z]{0,40}[a-z])(#{20,44})',
  ],
  ['Discord', 'discord.com/api/ discordapp.com/api/', '(?:v\\d{1,3}\\/)?webhooks\\/\\d{17,20}\\/(~{60,80})'],
  ['Microsoft Teams', 'webhook.office.com/webhookb2/', '[\\w@-]{36,90}\\/IncomingWebhook\\/(^{32})'],
  ['Telegram', 'api.telegram.org/bot', '(\\d{8,10}:AA~{33})'],
];

const classes: Readonly<Record<string, string>> = { '#': '[0-9A-Za-z]', '~': '[\\w-]', '^': '[0-9a-f]' };
const toSource = (rest: string) => rest.replace(/(?<!\[)[#~^]/g, (mark) => classes[mark] ?? mark);
const escaped = (text: string) => text.replace(/[.$/]/g, '\\$&');

function toRule(kind: 'token' | 'webhook', [service, prefixes, rest]: (typeof tokens)[number]): SecretRule {
  const signs = prefixes.split(' ');
  const isToken = kind === 'token';
  // A continuation means that it is part of something else.
  const end = isToken ? '(?![0-9A-Za-z_+/-])' : '';
  const pattern = new RegExp(`(?:${signs.map(escaped).join('|')})${toSource(rest)}${end}`, 'y');
  return { kind: `${kind}/${service}`, signs, exact: true, alone: isToken, pattern };
}

/** Rules for tokens and webhooks. */
export const tokenRules: readonly SecretRule[] = [
  ...tokens.map((token) => toRule('token', token)),
  ...webhooks.map((webhook) => toRule('webhook', webhook)),
];
