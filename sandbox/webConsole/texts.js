/** Every text of the page, in English and Simplified Chinese. */
const texts = {
  title: ['Sandbox Console', '沙箱控制台'],
  about: [
    'Stands for the console of Alibaba Cloud: what is done here takes effect at once, as if by hand in the console.',
    '代替阿里云控制台：此处的操作立即生效，相当于在控制台手动操作。',
  ],
  noToken: ['Open the whole address that npm start printed.', '请打开 npm start 输出的完整地址。'],
  gone: ['The sandbox does not answer.', '沙箱没有响应。'],
  bindings: ['Domains bound to buckets', 'Bucket 绑定的域名'],
  autoUpdate: ['Auto CDN Cache Update', 'CDN 缓存自动刷新'],
  on: ['On', '已开启'],
  off: ['Off', '已关闭'],
  domains: ['CDN domains', '加速域名'],
  records: ['DNS records', '解析记录'],
  trouble: ['What can go wrong', '模拟异常'],
  log: ['Calls received, newest first', '收到的调用（最新在前）'],
  none: ['None', '无'],
  bucket: ['Bucket', 'Bucket'],
  domain: ['Domain', '域名'],
  status: ['Status', '状态'],
  cname: ['CNAME', 'CNAME'],
  origin: ['Origin', '源站'],
  host: ['Host', '主机记录'],
  type: ['Type', '记录类型'],
  value: ['Value', '记录值'],
  paused: ['Paused', '暂停'],
  enabled: ['Enabled', '启用'],
  time: ['Time', '时间'],
  service: ['Service', '服务'],
  action: ['Action', '操作'],
  subject: ['Subject', '对象'],
  answer: ['Answer', '应答'],
  noAnswer: ['None sent', '未应答'],
  slowLine: ['Slow Line: 3 s for Each Call', '网络缓慢：每次调用 3 秒'],
  proxyRefuses: ['Proxy Refuses Every Call (403)', '代理拒绝所有调用（403）'],
  quotaUsedUp: ["Today's Refresh and Prefetch Quotas Are Used Up", '今日刷新和预热配额已用完'],
  key: ['AccessKey', 'AccessKey'],
  permission: ['Permission', '权限'],
  takeAway: ['Take Away', '收回权限'],
  giveBack: ['Give Back', '恢复权限'],
  object: ['Object', '文件'],
  change: ['Change as a Colleague Would', '以同事身份修改'],
};

const column = navigator.language.startsWith('zh') ? 1 : 0;

/** A text in the language of the browser. */
export function text(name) {
  return texts[name][column];
}
