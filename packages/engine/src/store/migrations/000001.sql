create table rechtop.request (
  id uuid primary key,
  right_exercised text not null,
  phase text not null,
  status text not null,
  received_at timestamptz not null,
  due_on date not null,
  created_at timestamptz not null,
  closed_at timestamptz,
  actor text not null,
  idempotency_key text unique,
  input_hash text not null,
  subject_sealed text,
  subject_kinds jsonb not null,
  pseudonym text not null,
  decisions jsonb not null,
  wanted_digest text,
  approved_digest text,
  approved_by text,
  located_sealed text,
  plan_sealed text,
  planned_at timestamptz,
  findings jsonb not null,
  attempts integer not null,
  rounds integer not null,
  next_attempt_at timestamptz,
  version integer not null
);
create index request_created_at on rechtop.request (created_at, id);
create index request_next_attempt_at on rechtop.request (next_attempt_at);

create table rechtop.run (
  id uuid primary key,
  request_id uuid not null references rechtop.request (id),
  system text not null,
  round integer not null,
  status text not null,
  attempts integer not null,
  failed_attempts integer not null,
  erased integer not null,
  kept integer not null,
  next_attempt_at timestamptz,
  failure jsonb,
  version integer not null
);
create index run_request_id on rechtop.run (request_id);

create table rechtop.run_line (
  id uuid primary key,
  run_id uuid not null references rechtop.run (id),
  place integer not null,
  line_sealed text,
  status text not null,
  planned integer not null,
  done integer not null,
  holding text not null,
  token_sealed text,
  check_after timestamptz,
  failure jsonb,
  why text
);
create index run_line_run_id on rechtop.run_line (run_id);

create table rechtop.ledger (
  id uuid primary key,
  request_id uuid not null references rechtop.request (id),
  system text not null,
  holding text not null,
  action text not null,
  count integer not null,
  fields jsonb not null,
  basis text,
  citation text,
  until date,
  recorded_at timestamptz not null
);
create index ledger_request_id on rechtop.ledger (request_id);

create table rechtop.ledger_identifier (
  hash text not null,
  system text not null,
  match_id text not null,
  locator_sealed text not null,
  fingerprints jsonb not null,
  request_id uuid not null references rechtop.request (id),
  primary key (hash, system, match_id)
);
create index ledger_identifier_request_id on rechtop.ledger_identifier (request_id);

create table rechtop.package_part (
  request_id uuid not null references rechtop.request (id),
  place integer not null,
  records integer not null,
  bytes integer not null,
  part_sealed text not null,
  primary key (request_id, place)
);

create table rechtop.package (
  request_id uuid primary key references rechtop.request (id),
  records integer not null,
  bytes integer not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
