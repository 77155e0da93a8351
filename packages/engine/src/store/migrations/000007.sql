-- locked for the moment in which a slot of this system is given or taken back
create table rechtop.slot_gate (
  system text primary key
);

-- the runs that are carried out now; one whose job is not active any more lost its worker, and does not count
create table rechtop.slot (
  run_id uuid primary key references rechtop.run on delete cascade,
  system text not null,
  holder uuid not null
);
create index slot_system on rechtop.slot (system);

-- the runs that found none free, in the order in which they came; they have no job until one is
create table rechtop.slot_wait (
  run_id uuid primary key references rechtop.run on delete cascade,
  system text not null,
  place bigint generated always as identity
);
create index slot_wait_system on rechtop.slot_wait (system, place);
