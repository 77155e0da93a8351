-- people who were named together; nobody is in it
create table rechtop.batch (
  id uuid primary key,
  actor text not null,
  idempotency_key text not null unique,
  input_hash text not null,
  criterion text,
  total integer not null,
  created_at timestamptz not null
);

alter table rechtop.request add column priority smallint not null default 0;
alter table rechtop.request add column batch_id uuid references rechtop.batch (id);
create index request_batch on rechtop.request (batch_id, created_at, id) where batch_id is not null;
