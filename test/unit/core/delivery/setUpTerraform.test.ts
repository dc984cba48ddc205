import { expect, test } from 'vitest';
import type { SetUp } from '../../../../src/core/delivery/setUpCalls.js';
import { toTerraform } from '../../../../src/core/delivery/setUpTerraform.js';
import type { DnsRecord } from '../../../../src/core/ports/dns.js';

const name = 'www.example.com';
const cname = 'www.example.com.w.kunlunsl.com';
const source = { type: 'ipaddr', content: '192.0.2.7', port: 80, priority: '20', weight: '10' } as const;
const domain = {
  name,
  cname,
  status: 'online',
  type: 'web',
  region: 'domestic',
  sources: [source],
  httpsOn: false,
} as const;
const auth = {
  id: '77',
  functionName: 'aliauth',
  args: { auth_type: 'type_a', auth_key1: 'k' },
  status: 'success',
} as const;
const record: DnsRecord = {
  id: '9001',
  zone: 'example.com',
  rr: 'www',
  type: 'CNAME',
  value: cname,
  ttl: 600,
  line: 'default',
  enabled: true,
  locked: false,
};
const textOf = (setUp: Partial<SetUp>) => toTerraform({ domain, configs: [], ...setUp }).blocks.join('\n\n');

test('a setup is imported with its settings and its record, and formatted as terraform fmt has it', () => {
  expect(textOf({ configs: [auth], records: [record] })).toBe(`variable "aliauth_1_auth_key1" {
  type      = string
  sensitive = true
}

import {
  to = alicloud_cdn_domain_new.domain
  id = "www.example.com"
}

resource "alicloud_cdn_domain_new" "domain" {
  domain_name = "www.example.com"
  cdn_type    = "web"
  scope       = "domestic"
  sources {
    type     = "ipaddr"
    content  = "192.0.2.7"
    port     = 80
    priority = 20
    weight   = 10
  }
}

import {
  to = alicloud_cdn_domain_config.aliauth_1
  id = "www.example.com:aliauth:77"
}

resource "alicloud_cdn_domain_config" "aliauth_1" {
  domain_name   = alicloud_cdn_domain_new.domain.domain_name
  function_name = "aliauth"
  function_args {
    arg_name  = "auth_type"
    arg_value = "type_a"
  }
  function_args {
    arg_name  = "auth_key1"
    arg_value = var.aliauth_1_auth_key1
  }
}

import {
  to = alicloud_alidns_record.record_1
  id = "9001"
}

resource "alicloud_alidns_record" "record_1" {
  domain_name = "example.com"
  rr          = "www"
  type        = "CNAME"
  value       = alicloud_cdn_domain_new.domain.cname
  ttl         = 600
}`);
});

test('a record of another line and a paused record stay unchanged', () => {
  const other = { ...record, id: '9002', rr: '*', line: 'telecom', enabled: false, value: 'other.example.net' };
  const text = textOf({ records: [record, other] });
  expect(text.slice(text.lastIndexOf('resource'))).toBe(`resource "alicloud_alidns_record" "record_2" {
  domain_name = "example.com"
  rr          = "*"
  type        = "CNAME"
  value       = "other.example.net"
  ttl         = 600
  line        = "telecom"
  status      = "DISABLE"
}`);
});
