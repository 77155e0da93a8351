create table rechtop.budget (
  system text not null,
  name text not null,
  spent jsonb not null,
  told jsonb not null,
  primary key (system, name)
);

create table rechtop.system_hold (
  system text primary key,
  until timestamptz not null
);

alter table rechtop.package alter column bytes type bigint;
alter table rechtop.package add column files integer not null default 0;
alter table rechtop.package add column file_bytes bigint not null default 0;
alter table rechtop.package_part add column files integer not null default 0;

create table rechtop.package_file (
  request_id uuid not null references rechtop.request (id),
  number integer not null,
  identity text not null,
  system text not null,
  order_sealed text,
  name_sealed text not null,
  bytes bigint not null,
  parts integer not null,
  complete boolean not null,
  seen integer not null,
  primary key (request_id, number),
  unique (request_id, identity)
);

create table rechtop.package_file_part (
  request_id uuid not null references rechtop.request (id),
  number integer not null,
  place integer not null,
  part_sealed bytea not null,
  primary key (request_id, number, place)
);
