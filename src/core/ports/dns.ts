/** A hosted zone as Alibaba Cloud DNS lists it. */
export interface Zone {
  readonly name: string;
  readonly nameServers: readonly string[];
}

/** A record to write. `rr` is `@` for the zone itself; `ttl` in seconds. */
export interface NewRecord {
  readonly zone: string;
  readonly rr: string;
  readonly type: string;
  readonly value: string;
  readonly ttl: number;
  /** The code of its DNS line; the default line if absent. */
  readonly line?: string;
  /** For MX records. */
  readonly priority?: number;
}

/** A record of the API. */
export interface DnsRecord extends NewRecord {
  readonly id: string;
  /** The code of its DNS line, such as `default`. */
  readonly line: string;
  readonly enabled: boolean;
  readonly locked: boolean;
}

/** Alibaba Cloud DNS (Alidns). Each call throws an `AppError`; `recordDuplicate` means that an identical record exists. */
export interface DnsPort {
  listZones(signal: AbortSignal): Promise<readonly Zone[]>;
  /** Splits a full name into zone and host by the vendor's rule; `undefined` if the zone is not in this account. */
  locate(name: string, signal: AbortSignal): Promise<{ readonly zone: string; readonly rr: string } | undefined>;
  readZone(zone: string, signal: AbortSignal): Promise<Zone & { readonly minTtl: number }>;
  /** Lists the records of exactly this host, all types and lines. */
  listRecords(zone: string, rr: string, signal: AbortSignal): Promise<readonly DnsRecord[]>;
  /** Lists the records of a zone, all hosts, types and lines. */
  listZoneRecords(zone: string, signal: AbortSignal): Promise<readonly DnsRecord[]>;
  createRecord(record: NewRecord, signal: AbortSignal): Promise<string>;
  /** Replaces all fields of a record, including its type. Id, weight, remark and state are kept. */
  updateRecord(id: string, record: NewRecord, signal: AbortSignal): Promise<void>;
  deleteRecord(id: string, signal: AbortSignal): Promise<void>;
  updateRecordState(id: string, enabled: boolean, signal: AbortSignal): Promise<void>;
}
